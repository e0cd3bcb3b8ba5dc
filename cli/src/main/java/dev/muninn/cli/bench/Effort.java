package dev.muninn.cli.bench;

/**
 * How long to measure.
 *
 * @param warmupNanos runs before the first sample, so that the code is compiled
 * @param sampleNanos a sample repeats its work until it lasts this long
 * @param samples of one measurement at most
 * @param limitNanos after which a measurement with {@link #LEAST_SAMPLES} ends
 * @param readBytes of the buffer that the memory's speed is measured on
 * @param passes of each limit
 * @param tokens to generate
 */
public record Effort(
        long warmupNanos, long sampleNanos, int samples, long limitNanos, long readBytes, int passes, int tokens) {
    static final int LEAST_SAMPLES = 3;

    /** Numbers that mean something. */
    public static final Effort FULL = new Effort(1_500_000_000L, 5_000_000L, 21, 5_000_000_000L, 1L << 30, 15, 32);

    /** Seconds in all: shows that everything runs, not how fast. */
    public static final Effort QUICK = new Effort(50_000_000L, 1_000_000L, 3, 100_000_000L, 64L << 20, 3, 4);

    /** The same with a buffer of at most {@code bytes}. */
    public Effort within(long bytes) {
        return new Effort(warmupNanos, sampleNanos, samples, limitNanos, Math.min(readBytes, bytes), passes, tokens);
    }
}
