package dev.muninn.sampling;

/**
 * Random numbers without a generator: each is a hash of (seed, position, what for), so a token depends on its request and position
 * alone, never on which other rows shared its batch or how many numbers were drawn before.
 *
 * <p>The hash is a chain of SplitMix64 finalisers (Steele, Lea and Flood 2014; variant 13 of Stafford). Only exactly
 * specified arithmetic is used, so results are the same bits on every machine.
 */
public final class CounterRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long NORMALS = 1L << 32;
    private static final long TRUNCATED_NORMALS = 2L << 32;
    private static final long TOKENS = 3L << 32;

    /** Where the truncated normal distribution is cut, in standard deviations. */
    private static final double CUT = 3;

    private static final double BELOW_CUT = 1.3498980316300945e-3;
    private static final double BETWEEN_CUTS = 1 - 2 * BELOW_CUT;

    private CounterRandom() {}

    /** A number in [0, 1), a multiple of 2⁻⁵³; {@code stream} tells apart what it is for. */
    public static double uniform(long seed, long position, int stream) {
        return (bits(seed, position, Integer.toUnsignedLong(stream)) >>> 11) * 0x1p-53;
    }

    /** What {@link #uniform(long, int)} draws a position's tokens with. */
    static long key(long seed, long position) {
        return bits(seed, position, TOKENS);
    }

    /** Number {@code index} in [0, 1) of a {@link #key}. */
    static double uniform(long key, int index) {
        return (mix(key + (index + 1) * GAMMA) >>> 11) * 0x1p-53;
    }

    /** The {@code index}th standard normal number of a position, independent of every {@link #uniform}. */
    public static double normal(long seed, long position, int index) {
        return NormalQuantile.of(open(bits(seed, position, NORMALS + Integer.toUnsignedLong(index))));
    }

    /**
     * Writes {@code count} numbers of the normal distribution (mean 0, standard deviation {@code std} before the cut), cut at ±3
     * {@code std}, to {@code out[at ..]}. Their own standard deviation is 0.98658 {@code std}. A prefix does not depend on {@code count}.
     */
    public static void fillTruncatedNormal(long seed, long position, float std, float[] out, int at, int count) {
        long key = bits(seed, position, TRUNCATED_NORMALS);
        for (int i = 0; i < count; i++) {
            double u = open(mix(key + (i + 1) * GAMMA));
            double z = NormalQuantile.of(BELOW_CUT + u * BETWEEN_CUTS);
            out[at + i] = (float) (std * Math.clamp(z, -CUT, CUT));
        }
    }

    private static long bits(long seed, long position, long counter) {
        long key = mix(seed + GAMMA);
        key = mix(key + (position + 1) * GAMMA);
        return mix(key + (counter + 1) * GAMMA);
    }

    /** The middle of one of 2⁵² equal parts of (0, 1): neither end, and one minus it is exact. */
    private static double open(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
