package dev.muninn.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, read once, and what must be done the same way everywhere: sums over lanes in a fixed order and an
 * exponential of our own. {@code reduceLanes} and {@code VectorOperators.EXP} give other bits in the interpreter than in
 * compiled code.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = species();
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Lanes of a vector of floats. */
    static final int WIDTH = FLOATS.length();

    private static final VectorShuffle<Float> SWAP8 = swap(8);
    private static final VectorShuffle<Float> SWAP4 = swap(4);
    private static final VectorShuffle<Float> SWAP2 = swap(2);
    private static final VectorShuffle<Float> SWAP1 = swap(1);

    private static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts: the first has few bits, so that n times it is exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding it rounds to an integer, which then stands in the low bits. */
    private static final float ROUND = 0x1.8p23f;

    private static final float EXP_MAX = 89f;
    private static final float EXP_MIN = -104f;

    private Lanes() {}

    private static VectorSpecies<Float> species() {
        return switch (VectorProvider.askedBits()) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED;
        };
    }

    /** Lane i takes lane i ^ distance. */
    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, i -> (i ^ distance) % WIDTH);
    }

    /** The lanes that exist of a vector at {@code from} of an array of {@code count}. */
    static VectorMask<Float> tail(int from, int count) {
        return FLOATS.indexInRange(from, count);
    }

    /** The sum of the lanes: halves are added until one lane is left. */
    static float sum(FloatVector v) {
        FloatVector s = v;
        if (WIDTH > 8) {
            s = s.add(s.rearrange(SWAP8));
        }
        if (WIDTH > 4) {
            s = s.add(s.rearrange(SWAP4));
        }
        s = s.add(s.rearrange(SWAP2));
        s = s.add(s.rearrange(SWAP1));
        return s.lane(0);
    }

    /** The largest lane. */
    static float max(FloatVector v) {
        FloatVector s = v;
        if (WIDTH > 8) {
            s = s.max(s.rearrange(SWAP8));
        }
        if (WIDTH > 4) {
            s = s.max(s.rearrange(SWAP4));
        }
        s = s.max(s.rearrange(SWAP2));
        s = s.max(s.rearrange(SWAP1));
        return s.lane(0);
    }

    /** The lower halves of 32-bit lanes, as bf16. */
    static FloatVector lowBf16(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /** The upper halves of 32-bit lanes, as bf16. */
    static FloatVector highBf16(IntVector pairs) {
        return pairs.and(0xFFFF0000).reinterpretAsFloats();
    }

    /**
     * e^x to about 1 ulp: x = n ln 2 + r, |r| ≤ ln 2 / 2, and the polynomial for e^r of the Cephes library (S. Moshier,
     * expf). 0 below −104, infinite above 89, NaN for NaN.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
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
        FloatVector value = p.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
        return value.blend(0f, x.lt(EXP_MIN)).blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_MAX));
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }
}
