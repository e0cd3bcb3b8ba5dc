package dev.muninn.generate;

/** Told of every final token, in order. */
@FunctionalInterface
public interface TokenListener {
    /** Returns false to end the generation after this token. */
    boolean onToken(TokenEvent event);
}
