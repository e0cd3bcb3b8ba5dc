package dev.muninn.server.api;

import dev.muninn.generate.Generated;
import dev.muninn.generate.TokenEvent;

/** Counts what was answered. Safe for several threads. */
public interface AnswerMetrics {
    /** A request was accepted. */
    void prompt(int tokens);

    /** Its first token came. */
    void firstToken(long nanos);

    /** A token is there. */
    void token(TokenEvent event);

    /**
     * An answer is complete.
     *
     * @param waitNanos between its acceptance and its beginning
     */
    void answered(Generated result, long waitNanos);
}
