package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import dev.muninn.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/** Sums over one row, in an order that depends on its width alone. Belongs to one thread. */
final class RowSums {
    private final float[] lanes = new float[WIDTH];

    /** {@code Σ x · y} over {@code count} columns. */
    float dot(float[] x, int xAt, float[] y, int yAt, int count) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - 2 * WIDTH; i += 2 * WIDTH) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + i + WIDTH);
            s0 = x0.fma(FloatVector.fromArray(FLOATS, y, yAt + i), s0);
            s1 = x1.fma(FloatVector.fromArray(FLOATS, y, yAt + i + WIDTH), s1);
        }
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i);
            s0 = x0.fma(FloatVector.fromArray(FLOATS, y, yAt + i), s0);
        }
        s0.add(s1).intoArray(lanes, 0);
        float rest = 0;
        for (; i < count; i++) {
            rest = Math.fma(x[xAt + i], y[yAt + i], rest);
        }
        return Lanes.sum(lanes, 0, WIDTH) + rest;
    }

    /** {@code Σ x · y · z} over {@code count} columns. */
    float dot(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int count) {
        FloatVector s = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector xy = FloatVector.fromArray(FLOATS, x, xAt + i).mul(FloatVector.fromArray(FLOATS, y, yAt + i));
            s = xy.fma(FloatVector.fromArray(FLOATS, z, zAt + i), s);
        }
        s.intoArray(lanes, 0);
        float rest = 0;
        for (; i < count; i++) {
            rest = Math.fma(x[xAt + i] * y[yAt + i], z[zAt + i], rest);
        }
        return Lanes.sum(lanes, 0, WIDTH) + rest;
    }

    /** {@code Σ x} over {@code count} columns. */
    float sum(float[] x, int at, int count) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - 2 * WIDTH; i += 2 * WIDTH) {
            s0 = s0.add(FloatVector.fromArray(FLOATS, x, at + i));
            s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + i + WIDTH));
        }
        for (; i <= count - WIDTH; i += WIDTH) {
            s0 = s0.add(FloatVector.fromArray(FLOATS, x, at + i));
        }
        s0.add(s1).intoArray(lanes, 0);
        float rest = 0;
        for (; i < count; i++) {
            rest += x[at + i];
        }
        return Lanes.sum(lanes, 0, WIDTH) + rest;
    }

    /** The largest of {@code count} columns, NaN if one is; negative infinity if there are none. */
    float max(float[] x, int at, int count) {
        FloatVector m0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        int i = 0;
        for (; i <= count - 2 * WIDTH; i += 2 * WIDTH) {
            m0 = m0.max(FloatVector.fromArray(FLOATS, x, at + i));
            m1 = m1.max(FloatVector.fromArray(FLOATS, x, at + i + WIDTH));
        }
        for (; i <= count - WIDTH; i += WIDTH) {
            m0 = m0.max(FloatVector.fromArray(FLOATS, x, at + i));
        }
        m0.max(m1).intoArray(lanes, 0);
        float rest = Float.NEGATIVE_INFINITY;
        for (; i < count; i++) {
            rest = Math.max(rest, x[at + i]);
        }
        return Math.max(Lanes.max(lanes, 0, WIDTH), rest);
    }

    /** {@code out[to + i] = e^(sign · x[at + i] + offset)}; the last columns, which fill no vector, through scratch space. */
    void exp(float[] out, int to, float[] x, int at, int count, float sign, float offset) {
        int whole = count - count % WIDTH;
        Lanes.exp(out, to, x, at, whole, sign, offset);
        System.arraycopy(x, at + whole, lanes, 0, count - whole);
        Lanes.exp(lanes, 0, lanes, 0, WIDTH, sign, offset);
        System.arraycopy(lanes, 0, out, to + whole, count - whole);
    }
}
