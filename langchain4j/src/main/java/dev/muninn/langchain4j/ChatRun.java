package dev.muninn.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.muninn.Engine;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.tokenizer.StopStrings;
import dev.muninn.tokenizer.StreamDecoder;
import java.util.List;
import java.util.function.Predicate;

/** One request on its way to its answer. */
final class ChatRun {
    private final Engine engine;
    private final Request request;
    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();

    private ChatRun(Engine engine, Request request, List<String> stops) {
        this.engine = engine;
        this.request = request;
        this.decoder = engine.tokenizer().streamDecoder(true);
        this.stops = new StopStrings(stops);
    }

    static ChatRun of(Engine engine, ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        int[] prompt = engine.tokenizer().encodeChat(Messages.turns(request.messages()), true);
        List<String> stops = parameters.stopSequences();
        return new ChatRun(engine, EngineRequest.of(engine, prompt, parameters), stops == null ? List.of() : stops);
    }

    /** @param listener given text as it becomes final, perhaps none; returns whether to go on */
    ChatResponse answer(Predicate<String> listener) {
        Generated generated = engine.generate(request, token -> accept(token, listener));
        String rest = stops.stopped() ? "" : stops.accept(decoder.flush()) + stops.flush();
        text.append(rest);
        var _ = listener.test(rest); // nothing is left to end
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text.toString()))
                .metadata(MuninnChatResponseMetadata.builder(generated)
                        .modelName(String.valueOf(engine.directory().getFileName()))
                        .tokenUsage(new TokenUsage(
                                generated.promptTokens(), generated.tokens().size()))
                        .finishReason(reason(generated))
                        .build())
                .build();
    }

    private boolean accept(TokenEvent token, Predicate<String> listener) {
        String safe = stops.accept(decoder.accept(token.token()));
        text.append(safe);
        return listener.test(safe) && !stops.stopped();
    }

    private FinishReason reason(Generated generated) {
        if (stops.stopped()) {
            return FinishReason.STOP;
        }
        return switch (generated.finish()) {
            case STOP -> FinishReason.STOP;
            case LENGTH, CONTEXT, UNSETTLED -> FinishReason.LENGTH;
            case LISTENER -> FinishReason.OTHER;
        };
    }
}
