package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of one query head over 32-bit keys and values. Sums over entries are one chain in order of the entries, kept in memory between runs, so that they do not depend on how
 * the entries are cut into runs.
 */
final class F32Head {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private F32Head() {}

    /** {@code scores[to + i] = scale · q · key i} for {@code count} keys, {@code stride} bytes apart from byte {@code key}. */
    static void scores(
            float[] scores,
            int to,
            float scale,
            float[] q,
            int qAt,
            int headWidth,
            MemorySegment page,
            long key,
            long stride,
            int count) {
        int whole = headWidth - headWidth % WIDTH;
        for (int i = 0; i < count; i++) {
            long at = key + i * stride;
            FloatVector s = FloatVector.zero(FLOATS);
            for (int d = 0; d < whole; d += WIDTH) {
                FloatVector k = FloatVector.fromMemorySegment(FLOATS, page, at + d * 4L, NATIVE);
                s = FloatVector.fromArray(FLOATS, q, qAt + d).fma(k, s);
            }
            if (WIDTH > 8) {
                s = s.add(s.rearrange(Lanes.SWAP8));
            }
            if (WIDTH > 4) {
                s = s.add(s.rearrange(Lanes.SWAP4));
            }
            s = s.add(s.rearrange(Lanes.SWAP2));
            s = s.add(s.rearrange(Lanes.SWAP1));
            float rest = 0;
            for (int d = whole; d < headWidth; d++) {
                rest = Math.fma(q[qAt + d], page.get(JAVA_FLOAT_UNALIGNED, at + d * 4L), rest);
            }
            scores[to + i] = (s.lane(0) + rest) * scale;
        }
    }

    /** {@code out[to + d] += Σ p[pAt + i] · value i [d]} for {@code count} values, laid out as the keys. */
    static void addValues(
            float[] out,
            int to,
            float[] p,
            int pAt,
            int headWidth,
            MemorySegment page,
            long value,
            long stride,
            int count) {
        int d = 0;
        for (; d <= headWidth - 2 * WIDTH; d += 2 * WIDTH) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, out, to + d);
            FloatVector s1 = FloatVector.fromArray(FLOATS, out, to + d + WIDTH);
            for (int i = 0; i < count; i++) {
                long at = value + i * stride;
                FloatVector weight = FloatVector.broadcast(FLOATS, p[pAt + i]);
                FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, page, at + d * 4L, NATIVE);
                FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, page, at + (d + WIDTH) * 4L, NATIVE);
                s0 = weight.fma(v0, s0);
                s1 = weight.fma(v1, s1);
            }
            s0.intoArray(out, to + d);
            s1.intoArray(out, to + d + WIDTH);
        }
        for (; d <= headWidth - WIDTH; d += WIDTH) {
            FloatVector s = FloatVector.fromArray(FLOATS, out, to + d);
            for (int i = 0; i < count; i++) {
                long at = value + i * stride;
                FloatVector v = FloatVector.fromMemorySegment(FLOATS, page, at + d * 4L, NATIVE);
                s = FloatVector.broadcast(FLOATS, p[pAt + i]).fma(v, s);
            }
            s.intoArray(out, to + d);
        }
        for (; d < headWidth; d++) {
            float s = out[to + d];
            for (int i = 0; i < count; i++) {
                s = Math.fma(p[pAt + i], page.get(JAVA_FLOAT_UNALIGNED, value + i * stride + d * 4L), s);
            }
            out[to + d] = s;
        }
    }
}
