package dev.muninn.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.muninn.Engine;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.tokenizer.StopStrings;
import dev.muninn.tokenizer.StreamDecoder;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolCallReader;
import dev.muninn.tools.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** One request on its way to its answer. */
final class ChatRun {
    private final Engine engine;
    private final Request request;
    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final Optional<ToolCallReader> callReader;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();

    /** What has become final. */
    record Piece(String text, List<CompleteToolCall> calls) {}

    private ChatRun(Engine engine, Request request, List<String> stops, Optional<Tools> tools) {
        this.engine = engine;
        this.request = request;
        this.decoder = engine.tokenizer().streamDecoder(true);
        this.stops = new StopStrings(stops);
        this.callReader = tools.map(offered -> new ToolCallReader(offered.format()));
    }

    static ChatRun of(Engine engine, ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        Optional<Tools> tools = OfferedTools.of(engine, parameters);
        int[] prompt = engine.tokenizer()
                .encodeChat(
                        Messages.turns(engine, request.messages()),
                        true,
                        tools.map(Tools::descriptions).orElse(List.of()));
        List<String> stops = parameters.stopSequences();
        return new ChatRun(
                engine, EngineRequest.of(engine, prompt, parameters, tools), stops == null ? List.of() : stops, tools);
    }

    /** @param listener given text and calls as they become final, perhaps none; returns whether to go on */
    ChatResponse answer(Predicate<Piece> listener) {
        Generated generated = engine.generate(request, token -> accept(token, listener));
        String rest = stops.stopped() ? "" : stops.accept(decoder.flush()) + stops.flush();
        var _ = listener.test(read(rest, true)); // nothing is left to end
        return ChatResponse.builder()
                .aiMessage(message())
                .metadata(MuninnChatResponseMetadata.builder(generated)
                        .modelName(String.valueOf(engine.directory().getFileName()))
                        .tokenUsage(new TokenUsage(
                                generated.promptTokens(), generated.tokens().size()))
                        .finishReason(reason(generated))
                        .build())
                .build();
    }

    private boolean accept(TokenEvent token, Predicate<Piece> listener) {
        String safe = stops.accept(decoder.accept(token.token()));
        return listener.test(read(safe, false)) && !stops.stopped();
    }

    private Piece read(String answered, boolean last) {
        if (callReader.isEmpty()) {
            text.append(answered);
            return new Piece(answered, List.of());
        }
        ToolCallReader reader = callReader.get();
        ToolCallReader.Piece piece = last ? reader.finish(answered) : reader.accept(answered);
        text.append(piece.text());
        return new Piece(piece.text(), piece.calls().stream().map(this::add).toList());
    }

    private CompleteToolCall add(ToolCall call) {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id("call_" + UUID.randomUUID())
                .name(call.name())
                .arguments(call.arguments())
                .build();
        calls.add(request);
        return new CompleteToolCall(calls.size() - 1, request);
    }

    private AiMessage message() {
        if (calls.isEmpty()) {
            return AiMessage.from(text.toString());
        }
        return text.isEmpty() ? AiMessage.from(calls) : AiMessage.from(text.toString(), calls);
    }

    private FinishReason reason(Generated generated) {
        FinishReason end = stops.stopped() ? FinishReason.STOP : reason(generated.finish());
        return calls.isEmpty() || end == FinishReason.OTHER ? end : FinishReason.TOOL_EXECUTION;
    }

    private static FinishReason reason(Finish finish) {
        return switch (finish) {
            case STOP -> FinishReason.STOP;
            case LENGTH, CONTEXT, UNSETTLED -> FinishReason.LENGTH;
            case LISTENER -> FinishReason.OTHER;
        };
    }
}
