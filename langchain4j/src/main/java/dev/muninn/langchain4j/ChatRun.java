package dev.muninn.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** One request on its way to its answer. */
final class ChatRun {
    private final Engine engine;
    private final Completion completion;
    private final Optional<ToolCallReader> callReader;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();

    /** The id of the call that is being made. */
    private String callId = "";

    private String callName = "";

    /** Something became final; parts of calls come before the whole ones. */
    record Piece(String text, List<PartialToolCall> parts, List<CompleteToolCall> calls) {}

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
                        .id("chatcmpl-" + UUID.randomUUID())
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
            return new Piece(answered, List.of(), List.of());
        }
        ToolCallReader reader = callReader.get();
        ToolCallReader.Piece piece = last ? reader.finish(answered) : reader.accept(answered);
        text.append(piece.text());
        List<PartialToolCall> parts = new ArrayList<>();
        List<CompleteToolCall> whole = new ArrayList<>();
        Iterator<ToolCall> ended = piece.calls().iterator();
        for (ToolCallReader.Part part : piece.parts()) {
            if (part.call() > calls.size()) {
                whole.add(add(ended.next())); // the next call begins, so this one has ended
            }
            if (part.name().isPresent()) {
                callId = reader.format().newId(ThreadLocalRandom.current());
                callName = part.name().get();
            }
            if (!part.arguments().isEmpty()) {
                parts.add(PartialToolCall.builder()
                        .index(part.call())
                        .id(callId)
                        .name(callName)
                        .partialArguments(part.arguments())
                        .build());
            }
        }
        ended.forEachRemaining(call -> whole.add(add(call)));
        return new Piece(piece.text(), parts, whole);
    }

    private CompleteToolCall add(ToolCall call) {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id(callId)
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
        return calls.isEmpty() || end != FinishReason.STOP ? end : FinishReason.TOOL_EXECUTION;
    }
}
