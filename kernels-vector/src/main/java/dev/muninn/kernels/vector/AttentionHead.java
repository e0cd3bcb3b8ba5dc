package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import dev.muninn.kernels.KvFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The three steps of attention for one query head. Sums over entries are one chain in order of the entries, spilled between
 * runs, so that they do not depend on how the entries are cut into runs.
 */
final class AttentionHead {
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, jdk.incubator.vector.VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private AttentionHead() {}

    /** {@code scores[to + i] = scale · q · key i} for the {@code count} keys that start {@code stride} bytes apart from {@code key}. */
    static void scores(
            float[] scores, int to, float scale, float[] q, int qAt, int headWidth, KvFormat format,
            MemorySegment page, long key, long stride, int count) {
        int whole = headWidth - headWidth % WIDTH;
        for (int i = 0; i < count; i++) {
            long at = key + i * stride;
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int d = 0; d < whole; d += WIDTH) {
                FloatVector k = load(format, page, at, d);
                sum = FloatVector.fromArray(FLOATS, q, qAt + d).fma(k, sum);
            }
            if (whole < headWidth) {
                VectorMask<Float> tail = Lanes.tail(whole, headWidth);
                FloatVector k = load(format, page, at, whole, headWidth);
                sum = FloatVector.fromArray(FLOATS, q, qAt + whole, tail).fma(k, sum);
            }
            scores[to + i] = Lanes.sum(sum) * scale;
        }
    }

    /** Replaces {@code count} scores by e^(score − highest) and returns their sum. */
    static float exponentials(float[] scores, int at, int count) {
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int whole = count - count % WIDTH;
        VectorMask<Float> tail = Lanes.tail(whole, count);
        for (int i = 0; i < whole; i += WIDTH) {
            highest = highest.max(FloatVector.fromArray(FLOATS, scores, at + i));
        }
        if (whole < count) {
            highest = highest.lanewise(
                    VectorOperators.MAX, FloatVector.fromArray(FLOATS, scores, at + whole, tail), tail);
        }
        float top = Lanes.max(highest);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector p = Lanes.exp(FloatVector.fromArray(FLOATS, scores, at + i).sub(top));
            p.intoArray(scores, at + i);
            sum = sum.add(p);
        }
        if (whole < count) {
            FloatVector p = Lanes.exp(FloatVector.fromArray(FLOATS, scores, at + whole, tail).sub(top));
            p.intoArray(scores, at + whole, tail);
            sum = sum.lanewise(VectorOperators.ADD, p, tail);
        }
        return Lanes.sum(sum);
    }

    /** {@code out[to ..] += Σ p[pAt + i] · value i} over {@code count} values. */
    static void addValues(
            float[] out, int to, float[] p, int pAt, int headWidth, KvFormat format,
            MemorySegment page, long value, long stride, int count) {
        int d = 0;
        for (; d <= headWidth - 4 * WIDTH; d += 4 * WIDTH) {
            addFour(out, to, p, pAt, d, format, page, value, stride, count);
        }
        for (; d <= headWidth - WIDTH; d += WIDTH) {
            FloatVector sum = FloatVector.fromArray(FLOATS, out, to + d);
            for (int i = 0; i < count; i++) {
                FloatVector v = load(format, page, value + i * stride, d);
                sum = FloatVector.broadcast(FLOATS, p[pAt + i]).fma(v, sum);
            }
            sum.intoArray(out, to + d);
        }
        if (d < headWidth) {
            VectorMask<Float> tail = Lanes.tail(d, headWidth);
            FloatVector sum = FloatVector.fromArray(FLOATS, out, to + d, tail);
            for (int i = 0; i < count; i++) {
                FloatVector v = load(format, page, value + i * stride, d, headWidth);
                sum = FloatVector.broadcast(FLOATS, p[pAt + i]).fma(v, sum);
            }
            sum.intoArray(out, to + d, tail);
        }
    }

    private static void addFour(
            float[] out, int to, float[] p, int pAt, int d, KvFormat format,
            MemorySegment page, long value, long stride, int count) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, out, to + d);
        FloatVector s1 = FloatVector.fromArray(FLOATS, out, to + d + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, out, to + d + 2 * WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, out, to + d + 3 * WIDTH);
        for (int i = 0; i < count; i++) {
            long at = value + i * stride;
            FloatVector weight = FloatVector.broadcast(FLOATS, p[pAt + i]);
            s0 = weight.fma(load(format, page, at, d), s0);
            s1 = weight.fma(load(format, page, at, d + WIDTH), s1);
            s2 = weight.fma(load(format, page, at, d + 2 * WIDTH), s2);
            s3 = weight.fma(load(format, page, at, d + 3 * WIDTH), s3);
        }
        s0.intoArray(out, to + d);
        s1.intoArray(out, to + d + WIDTH);
        s2.intoArray(out, to + d + 2 * WIDTH);
        s3.intoArray(out, to + d + 3 * WIDTH);
    }

    static void scale(float[] out, int at, int count, float scale) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, out, at + i).mul(scale).intoArray(out, at + i);
        }
        if (i < count) {
            VectorMask<Float> tail = Lanes.tail(i, count);
            FloatVector.fromArray(FLOATS, out, at + i, tail).mul(scale).intoArray(out, at + i, tail);
        }
    }

    private static FloatVector load(KvFormat format, MemorySegment page, long at, int d) {
        return switch (format) {
            case F32 -> FloatVector.fromMemorySegment(FLOATS, page, at + d * 4L, NATIVE);
            case BF16 -> widen(ShortVector.fromMemorySegment(SHORTS, page, at + d * 2L, NATIVE));
        };
    }

    /** As {@link #load}, with zeros from element {@code headWidth} on. */
    private static FloatVector load(KvFormat format, MemorySegment page, long at, int d, int headWidth) {
        return switch (format) {
            case F32 ->
                FloatVector.fromMemorySegment(FLOATS, page, at + d * 4L, NATIVE, FLOATS.indexInRange(d, headWidth));
            case BF16 ->
                widen(ShortVector.fromMemorySegment(SHORTS, page, at + d * 2L, NATIVE, SHORTS.indexInRange(d, headWidth)));
        };
    }

    private static FloatVector widen(ShortVector bf16) {
        IntVector bits = (IntVector) bf16.convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INTS, 0);
        return bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }
}
