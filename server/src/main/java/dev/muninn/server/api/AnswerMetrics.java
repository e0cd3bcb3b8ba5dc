package dev.muninn.server.api;

import dev.muninn.generate.TokenEvent;

/** Counts what was answered. Safe for several threads. */
public interface AnswerMetrics {
    /** A request was accepted. */
    void prompt(int tokens);

    /** Its first token came. */
    void firstToken(long nanos);

    /** A token is there. */
    void token(TokenEvent event);

    /** Passes through the core that an answer took. */
    void corePasses(long passes);
}
