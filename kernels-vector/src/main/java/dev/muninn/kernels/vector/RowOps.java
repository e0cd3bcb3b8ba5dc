package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Norms, sums and gates of one row. Last columns that fill no vector are masked, so every element sees the same operations. */
final class RowOps {
    private RowOps() {}

    /** RMSNorm of {@code x[at .. at + width)} into the same place of {@code out}. */
    static void rmsNorm(float[] out, float[] x, float[] gain, int at, int width, float eps) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i <= width - 4 * WIDTH; i += 4 * WIDTH) {
            s0 = square(FloatVector.fromArray(FLOATS, x, at + i), s0);
            s1 = square(FloatVector.fromArray(FLOATS, x, at + i + WIDTH), s1);
            s2 = square(FloatVector.fromArray(FLOATS, x, at + i + 2 * WIDTH), s2);
            s3 = square(FloatVector.fromArray(FLOATS, x, at + i + 3 * WIDTH), s3);
        }
        for (; i < width; i += WIDTH) {
            s0 = square(FloatVector.fromArray(FLOATS, x, at + i, Lanes.tail(i, width)), s0);
        }
        double squares = Lanes.sum(s0.add(s1).add(s2.add(s3)));
        scale(out, x, gain, at, width, (float) (1 / Math.sqrt(squares / width + eps)));
    }

    private static FloatVector square(FloatVector x, FloatVector sum) {
        return x.fma(x, sum);
    }

    private static void scale(float[] out, float[] x, float[] gain, int at, int width, float scale) {
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gain, i);
            FloatVector.fromArray(FLOATS, x, at + i).mul(scale).mul(g).intoArray(out, at + i);
        }
        if (i < width) {
            VectorMask<Float> tail = Lanes.tail(i, width);
            FloatVector g = FloatVector.fromArray(FLOATS, gain, i, tail);
            FloatVector.fromArray(FLOATS, x, at + i, tail).mul(scale).mul(g).intoArray(out, at + i, tail);
        }
    }

    /** {@code out = x + y}, from {@code at} on. */
    static void add(float[] out, float[] x, float[] y, int at, int count) {
        int i = at;
        for (; i <= at + count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i)
                    .add(FloatVector.fromArray(FLOATS, y, i))
                    .intoArray(out, i);
        }
        if (i < at + count) {
            VectorMask<Float> tail = Lanes.tail(i, at + count);
            FloatVector.fromArray(FLOATS, x, i, tail)
                    .add(FloatVector.fromArray(FLOATS, y, i, tail))
                    .intoArray(out, i, tail);
        }
    }

    /** {@code out[row] (I) = silu(gateUp[row, :I]) ⊙ gateUp[row, I:]}. */
    static void swiGlu(float[] out, float[] gateUp, int row, int width) {
        int gate = row * 2 * width;
        int up = gate + width;
        int to = row * width;
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gateUp, gate + i);
            silu(g).mul(FloatVector.fromArray(FLOATS, gateUp, up + i)).intoArray(out, to + i);
        }
        if (i < width) {
            VectorMask<Float> tail = Lanes.tail(i, width);
            FloatVector g = FloatVector.fromArray(FLOATS, gateUp, gate + i, tail);
            FloatVector u = FloatVector.fromArray(FLOATS, gateUp, up + i, tail);
            silu(g).mul(u).intoArray(out, to + i, tail);
        }
    }

    private static FloatVector silu(FloatVector g) {
        return g.div(Lanes.exp(g.neg()).add(1f));
    }
}
