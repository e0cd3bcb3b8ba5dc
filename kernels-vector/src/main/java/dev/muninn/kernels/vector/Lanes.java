package dev.muninn.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, read once, and what must be done the same way everywhere: sums over lanes in a fixed order and an
 * exponential of our own. {@code reduceLanes} and {@code VectorOperators.EXP} give other bits in the interpreter than in
 * compiled code.
 */
public final class Lanes {
    public static final VectorSpecies<Float> FLOATS = species();
    public static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Lanes of a vector of floats: 4, 8 or 16. */
    public static final int WIDTH = FLOATS.length();

    /** Lane i takes lane i ^ 8, 4, 2, 1: added one after the other, every lane holds the sum of all. */
    public static final VectorShuffle<Float> SWAP8 = swap(8);

    public static final VectorShuffle<Float> SWAP4 = swap(4);
    public static final VectorShuffle<Float> SWAP2 = swap(2);
    public static final VectorShuffle<Float> SWAP1 = swap(1);

    static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts: the first has few bits, so that n times it is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** Adding it rounds to an integer, which then stands in the low bits. */
    static final float ROUND = 0x1.8p23f;

    static final float EXP_MAX = 89f;
    static final float EXP_MIN = -104f;

    /** Of the polynomial for e^r, the highest power first. */
    static final float[] EXP_TERMS = {
        1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f
    };

    private Lanes() {}

    private static VectorSpecies<Float> species() {
        return switch (VectorProvider.askedBits()) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED;
        };
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, i -> (i ^ distance) % WIDTH);
    }

    /** The sum of {@code x[at .. at + count)}, {@code count} a whole number of vectors. */
    public static float sum(float[] x, int at, int count) {
        FloatVector s = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += WIDTH) {
            s = s.add(FloatVector.fromArray(FLOATS, x, at + i));
        }
        if (WIDTH > 8) {
            s = s.add(s.rearrange(SWAP8));
        }
        if (WIDTH > 4) {
            s = s.add(s.rearrange(SWAP4));
        }
        s = s.add(s.rearrange(SWAP2));
        return s.add(s.rearrange(SWAP1)).lane(0);
    }

    /** The largest of {@code x[at .. at + count)}, {@code count} a whole number of vectors. */
    public static float max(float[] x, int at, int count) {
        FloatVector s = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i += WIDTH) {
            s = s.max(FloatVector.fromArray(FLOATS, x, at + i));
        }
        if (WIDTH > 8) {
            s = s.max(s.rearrange(SWAP8));
        }
        if (WIDTH > 4) {
            s = s.max(s.rearrange(SWAP4));
        }
        s = s.max(s.rearrange(SWAP2));
        return s.max(s.rearrange(SWAP1)).lane(0);
    }

    /** {@code x *= factor} for {@code x[at .. at + count)}, {@code count} a whole number of vectors. */
    public static void scale(float[] x, int at, int count, float factor) {
        for (int i = at; i < at + count; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i).mul(factor).intoArray(x, i);
        }
    }

    /**
     * {@code out[to + i] = e^(sign · x[at + i] + offset)}, {@code count} a whole number of vectors; may be in place. To about 1 ulp:
     * y = n ln 2 + r, |r| ≤ ln 2 / 2, and the polynomial for e^r of the Cephes library (S. Moshier, expf). 0 below −104, infinite
     * above 89, NaN for NaN.
     */
    public static void exp(float[] out, int to, float[] x, int at, int count, float sign, float offset) {
        for (int i = 0; i < count; i += WIDTH) {
            FloatVector y = FloatVector.fromArray(FLOATS, x, at + i).mul(sign).add(offset);
            FloatVector shifted = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), y);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(FLOATS, 1.9875691500e-4f);
            p = p.fma(r, FloatVector.broadcast(FLOATS, 1.3981999507e-3f));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 8.3334519073e-3f));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 4.1665795894e-2f));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 1.6666665459e-1f));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 5.0000001201e-1f));
            p = p.fma(r.mul(r), r).add(1f);
            // 2^n in two factors: n reaches 128 and -150, one exponent field does not
            IntVector power = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
            IntVector half = power.lanewise(VectorOperators.ASHR, 1);
            IntVector rest = power.sub(half);
            p = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            p = p.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            p.blend(0f, y.lt(EXP_MIN))
                    .blend(Float.POSITIVE_INFINITY, y.compare(VectorOperators.GT, EXP_MAX))
                    .intoArray(out, to + i);
        }
    }
}
