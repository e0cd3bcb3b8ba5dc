package dev.muninn.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Set;

/**
 * An engine as a chat model. Answers are computed on the caller's thread and on those of the engine. Structured output is held to its
 * schema while it is drawn, so it is always valid unless it is cut short; so are the arguments of tools, which a model calls whose chat
 * template knows them (LangChain4j has no capability to say so by). The engine is the caller's, and closed by the caller.
 */
public final class MuninnChatModel implements ChatModel {
    private final Engine engine;
    private final MuninnChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;

    /** With the model's own defaults. */
    public MuninnChatModel(Engine engine) {
        this(engine, MuninnChatRequestParameters.builder().build());
    }

    /** @param defaults for what a request leaves open */
    public MuninnChatModel(Engine engine, MuninnChatRequestParameters defaults) {
        this(engine, defaults, List.of());
    }

    /** @param listeners told of every request and answer */
    public MuninnChatModel(Engine engine, MuninnChatRequestParameters defaults, List<ChatModelListener> listeners) {
        this.engine = engine;
        this.defaults = defaults;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            return ChatRun.of(engine, request).answer(piece -> true);
        } catch (MuninnException e) {
            throw new InvalidRequestException(e.getMessage(), e); // as LangChain4j's callers expect it
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
