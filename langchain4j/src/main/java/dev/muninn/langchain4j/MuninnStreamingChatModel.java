package dev.muninn.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Set;

/**
 * As {@link MuninnChatModel}, told piece by piece, arguments of tools as they form. Each answer has a thread of its own, on which the handler is called; an answer that is
 * cancelled ends with the next token and is complete with what it has.
 */
public final class MuninnStreamingChatModel implements StreamingChatModel {
    private final Engine engine;
    private final MuninnChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;

    /** With the model's own defaults. */
    public MuninnStreamingChatModel(Engine engine) {
        this(engine, MuninnChatRequestParameters.builder().build());
    }

    /** @param defaults for what a request leaves open */
    public MuninnStreamingChatModel(Engine engine, MuninnChatRequestParameters defaults) {
        this(engine, defaults, List.of());
    }

    /** @param listeners told of every request and answer */
    public MuninnStreamingChatModel(
            Engine engine, MuninnChatRequestParameters defaults, List<ChatModelListener> listeners) {
        this.engine = engine;
        this.defaults = defaults;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Thread.ofPlatform().name("muninn-chat").start(() -> run(request, handler));
    }

    private void run(ChatRequest request, StreamingChatResponseHandler handler) {
        Handle handle = new Handle();
        PartialResponseContext context = new PartialResponseContext(handle);
        PartialToolCallContext partialCall = new PartialToolCallContext(handle);
        ChatResponse response;
        try {
            response = ChatRun.of(engine, request).answer(piece -> {
                if (!piece.text().isEmpty()) {
                    handler.onPartialResponse(new PartialResponse(piece.text()), context);
                }
                piece.parts().forEach(part -> handler.onPartialToolCall(part, partialCall));
                piece.calls().forEach(handler::onCompleteToolCall);
                return !handle.isCancelled();
            });
        } catch (MuninnException e) {
            handler.onError(new InvalidRequestException(e.getMessage(), e));
            return;
        } catch (RuntimeException | Error e) {
            handler.onError(e);
            return;
        }
        handler.onCompleteResponse(response);
    }

    private static final class Handle implements StreamingHandle {
        private volatile boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    @Override
    public MuninnChatRequestParameters defaultRequestParameters() {
        return defaults;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
}
