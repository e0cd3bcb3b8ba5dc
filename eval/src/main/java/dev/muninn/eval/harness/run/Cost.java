package dev.muninn.eval.harness.run;

/**
 * What an answer took.
 *
 * @param tokens that were thought about: the prompt's, the continuations', those that were written
 * @param written of them
 * @param coreRows tokens times recurrences
 * @param kvBytes of keys and values at its end
 * @param seconds of computing, shared evenly among those that were asked together; where one pass gives several depths, of the whole pass
 */
public record Cost(long tokens, long written, long coreRows, long kvBytes, double seconds) {
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

    public Cost plus(Cost other) {
        return new Cost(
                tokens + other.tokens,
                written + other.written,
                coreRows + other.coreRows,
                kvBytes + other.kvBytes,
                seconds + other.seconds);
    }

    /** Mean recurrences of a token. */
    public double recurrences() {
        return (double) coreRows / tokens;
    }
}
