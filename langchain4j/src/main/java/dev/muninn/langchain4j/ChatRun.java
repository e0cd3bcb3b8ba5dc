package dev.muninn.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.muninn.Answer;
import dev.muninn.Completion;
import dev.muninn.Engine;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
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
    private final Completion completion;
    private final Optional<ToolCallReader> callReader;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();

    /** What has become final. */
    record Piece(String text, List<CompleteToolCall> calls) {}

    private ChatRun(Engine engine, Completion completion, Optional<Tools> tools) {
        this.engine = engine;
        this.completion = completion;
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
        return new ChatRun(engine, EngineRequest.of(engine, prompt, parameters, tools), tools);
    }

    /** @param listener given text and calls as they become final, perhaps none; returns whether to go on */
    ChatResponse answer(Predicate<Piece> listener) {
        Answer answer = completion.run(
                piece -> listener.test(read(piece.text(), piece.token().isEmpty())));
        Generated generated = answer.generated();
        return ChatResponse.builder()
                .aiMessage(message())
                .metadata(MuninnChatResponseMetadata.builder(generated)
                        .modelName(String.valueOf(engine.directory().getFileName()))
                        .tokenUsage(new TokenUsage(
                                generated.promptTokens(), generated.tokens().size()))
                        .finishReason(reason(answer.finish()))
                        .build())
                .build();
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

    private FinishReason reason(Finish finish) {
        FinishReason end = switch (finish) {
            case STOP -> FinishReason.STOP;
            case LENGTH, CONTEXT, UNSETTLED -> FinishReason.LENGTH;
            case LISTENER -> FinishReason.OTHER;
        };
        return calls.isEmpty() || end == FinishReason.OTHER ? end : FinishReason.TOOL_EXECUTION;
    }
}
