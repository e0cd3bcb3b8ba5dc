package dev.muninn.server;

import dev.muninn.server.api.ChatCompletions;
import dev.muninn.server.api.Completions;
import dev.muninn.server.api.EmbeddingsApi;
import dev.muninn.server.api.LiveApi;
import dev.muninn.server.api.Messages;
import dev.muninn.server.api.Responses;
import dev.muninn.server.api.Served;
import dev.muninn.server.api.TokenizerApi;

/** A model in memory, and everything that answers with it. */
record Loaded(
        Served served,
        ChatCompletions chat,
        Completions completions,
        Responses responses,
        Messages messages,
        EmbeddingsApi embeddings,
        TokenizerApi tokenizer,
        LiveApi live)
        implements AutoCloseable {
    static Loaded of(Served served) {
        return new Loaded(
                served,
                new ChatCompletions(served),
                new Completions(served),
                new Responses(served),
                new Messages(served),
                new EmbeddingsApi(served),
                new TokenizerApi(served),
                new LiveApi(served));
    }

    /** Ends what the model answers, and gives its memory back. */
    @Override
    public void close() {
        served.scheduler().close();
        served.engine().close();
    }
}
