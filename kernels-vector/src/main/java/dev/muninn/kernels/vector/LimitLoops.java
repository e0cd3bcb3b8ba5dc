package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** The loops behind {@link VectorLimits}. What they compute goes to a sink, so that none of it is dead code. */
@SuppressWarnings("NarrowCalculation") // a few vectors' bytes fit an int
final class LimitLoops {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final long VECTOR = (long) WIDTH * Float.BYTES;
    private static final int ROUNDS = 100_000;
    private static final int CHAINS = 12;

    private LimitLoops() {}

    /** Reads {@code bytes} (a multiple of four vectors) from {@code from} on: one stream, four sums. */
    static void read(MemorySegment buffer, long from, int bytes, float[] sink, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (long line = from; line < from + bytes; line += 4 * VECTOR) {
            a = a.add(FloatVector.fromMemorySegment(FLOATS, buffer, line, NATIVE));
            b = b.add(FloatVector.fromMemorySegment(FLOATS, buffer, line + VECTOR, NATIVE));
            c = c.add(FloatVector.fromMemorySegment(FLOATS, buffer, line + 2 * VECTOR, NATIVE));
            d = d.add(FloatVector.fromMemorySegment(FLOATS, buffer, line + 3 * VECTOR, NATIVE));
        }
        a.add(b).add(c).add(d).intoArray(sink, at);
    }

    /** How many multiply-adds a call of {@link #multiplyAdd} does, counted by lane. */
    static long multiplyAdds() {
        return (long) ROUNDS * CHAINS * WIDTH;
    }

    /** Twelve chains: more than a core needs to hide the latency of two units, and with two operands fewer than 16 registers. */
    static void multiplyAdd(float factor, float summand, float[] sink, int at) {
        FloatVector f = FloatVector.broadcast(FLOATS, factor);
        FloatVector s = FloatVector.broadcast(FLOATS, summand);
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a.add(1f);
        FloatVector c = a.add(2f);
        FloatVector d = a.add(3f);
        FloatVector e = a.add(4f);
        FloatVector g = a.add(5f);
        FloatVector h = a.add(6f);
        FloatVector i = a.add(7f);
        FloatVector j = a.add(8f);
        FloatVector k = a.add(9f);
        FloatVector l = a.add(10f);
        FloatVector m = a.add(11f);
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(f, s);
            b = b.fma(f, s);
            c = c.fma(f, s);
            d = d.fma(f, s);
            e = e.fma(f, s);
            g = g.fma(f, s);
            h = h.fma(f, s);
            i = i.fma(f, s);
            j = j.fma(f, s);
            k = k.fma(f, s);
            l = l.fma(f, s);
            m = m.fma(f, s);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(g);
        sum.add(h).add(i).add(j).add(k).add(l).add(m).intoArray(sink, at);
    }
}
