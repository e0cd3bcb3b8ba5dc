package dev.muninn.server.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model does for one request, for the log. Safe for several threads. */
public final class Tally {
    private @Nullable String model;
    private long promptTokens;
    private long tokens;
    private long recurrences;

    /**
     * So far.
     *
     * @param model empty if none was asked
     * @param meanDepth recurrences a token of the answer
     */
    public record Totals(Optional<String> model, long promptTokens, long tokens, double meanDepth) {}

    /** The model that answers, and the prompt's tokens. */
    public synchronized void prompt(String name, long count) {
        model = name;
        promptTokens += count;
    }

    /** A token of the answer. */
    public synchronized void token(int depth) {
        tokens++;
        recurrences += depth;
    }

    synchronized Totals totals() {
        return new Totals(
                Optional.ofNullable(model), promptTokens, tokens, tokens == 0 ? 0 : (double) recurrences / tokens);
    }
}
