package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Sums of arrays, element by element. */
final class Sums {
    private Sums() {}

    /** {@code y = x + r}, {@code count} floats from {@code at} of each. */
    static void add(float[] y, float[] x, float[] r, int at, int count) {
        int i = at;
        for (; i <= at + count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i)
                    .add(FloatVector.fromArray(FLOATS, r, i))
                    .intoArray(y, i);
        }
        for (; i < at + count; i++) {
            y[i] = x[i] + r[i];
        }
    }

    /** {@code to += from}, {@code count} floats. */
    static void add(float[] to, int toAt, float[] from, int fromAt, int count) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, to, toAt + i)
                    .add(FloatVector.fromArray(FLOATS, from, fromAt + i))
                    .intoArray(to, toAt + i);
        }
        for (; i < count; i++) {
            to[toAt + i] += from[fromAt + i];
        }
    }

    /** {@code to += factor · from}, {@code count} floats. */
    static void addScaled(float[] to, int toAt, float[] from, int fromAt, float factor, int count) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, to, toAt + i)
                    .add(FloatVector.fromArray(FLOATS, from, fromAt + i).mul(factor))
                    .intoArray(to, toAt + i);
        }
        for (; i < count; i++) {
            to[toAt + i] += from[fromAt + i] * factor;
        }
    }
}
