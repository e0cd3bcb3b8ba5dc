package dev.muninn.train.batch;

/**
 * How often the core runs.
 *
 * @param withoutGradient recurrences that run first, without a tape
 * @param withGradient recurrences that are differentiated through, the last ones
 */
public record Recurrences(int withoutGradient, int withGradient) {
    public int total() {
        return withoutGradient + withGradient;
    }
}
