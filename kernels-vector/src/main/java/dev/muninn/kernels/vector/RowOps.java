package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Norms, sums and gates of one row. Last columns that fill no vector go one by one through the same operations. */
final class RowOps {
    private RowOps() {}

    /** RMSNorm of {@code x[at .. at + width)} into the same place of {@code out}. */
    static void rmsNorm(float[] out, float[] x, float[] gain, int at, int width, float eps, float[] scratch) {
        float scale = (float) (1 / Math.sqrt((double) squares(x, at, width, scratch) / width + eps));
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gain, i);
            FloatVector.fromArray(FLOATS, x, at + i).mul(scale).mul(g).intoArray(out, at + i);
        }
        for (; i < width; i++) {
            out[at + i] = x[at + i] * scale * gain[i];
        }
    }

    /** Σ x²: four vectors of sums over neighbouring columns, then those; {@code scratch} holds them. */
    private static float squares(float[] x, int at, int width, float[] scratch) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= width - 4 * WIDTH; i += 4 * WIDTH) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + i + WIDTH);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, at + i + 2 * WIDTH);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, at + i + 3 * WIDTH);
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, at + i);
            s0 = x0.fma(x0, s0);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(scratch, 0);
        float rest = 0;
        for (; i < width; i++) {
            rest = Math.fma(x[at + i], x[at + i], rest);
        }
        return Lanes.sum(scratch, 0, WIDTH) + rest;
    }

    /** {@code out = x + y}, from {@code at} on. */
    static void add(float[] out, float[] x, float[] y, int at, int count) {
        int i = at;
        for (; i <= at + count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i)
                    .add(FloatVector.fromArray(FLOATS, y, i))
                    .intoArray(out, i);
        }
        for (; i < at + count; i++) {
            out[i] = x[i] + y[i];
        }
    }

    /** {@code x += y ⊙ gain}, each from its own place on. */
    static void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gain, gainAt + i);
            FloatVector.fromArray(FLOATS, y, yAt + i)
                    .fma(g, FloatVector.fromArray(FLOATS, x, xAt + i))
                    .intoArray(x, xAt + i);
        }
        for (; i < count; i++) {
            x[xAt + i] = Math.fma(y[yAt + i], gain[gainAt + i], x[xAt + i]);
        }
    }

    /** {@code out[row] (I) = silu(gateUp[row, :I]) ⊙ gateUp[row, I:]}, silu(g) = g / (1 + e^−g). */
    static void swiGlu(float[] out, float[] gateUp, int row, int width, float[] scratch) {
        int gate = row * 2 * width;
        int up = gate + width;
        int to = row * width;
        int whole = width - width % WIDTH;
        Lanes.exp(out, to, gateUp, gate, whole, -1f, 0f);
        System.arraycopy(gateUp, gate + whole, scratch, 0, width - whole);
        Lanes.exp(scratch, 0, scratch, 0, WIDTH, -1f, 0f);
        System.arraycopy(scratch, 0, out, to + whole, width - whole);
        int i = 0;
        for (; i < whole; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gateUp, gate + i);
            FloatVector u = FloatVector.fromArray(FLOATS, gateUp, up + i);
            g.div(FloatVector.fromArray(FLOATS, out, to + i).add(1f)).mul(u).intoArray(out, to + i);
        }
        for (; i < width; i++) {
            out[to + i] = gateUp[gate + i] / (out[to + i] + 1f) * gateUp[up + i];
        }
    }
}
