package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** The short causal convolution of one row, forward and backward. */
final class Convolution {
    private Convolution() {}

    /**
     * {@code y[at ..] = x[at ..] + Σ_j taps[j] ⊙ x[at + j · step ..]} for the first {@code count} taps. With {@code step = -width} the
     * convolution, with {@code step = width} the gradient at its input.
     */
    static void row(float[] y, float[] x, int at, int step, float[] taps, int tapsAt, int count, int width) {
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector sum = FloatVector.fromArray(FLOATS, x, at + i);
            for (int j = 0; j < count; j++) {
                FloatVector tap = FloatVector.fromArray(FLOATS, taps, tapsAt + j * width + i);
                sum = tap.fma(FloatVector.fromArray(FLOATS, x, at + j * step + i), sum);
            }
            sum.intoArray(y, at + i);
        }
        for (; i < width; i++) {
            float sum = x[at + i];
            for (int j = 0; j < count; j++) {
                sum = Math.fma(taps[tapsAt + j * width + i], x[at + j * step + i], sum);
            }
            y[at + i] = sum;
        }
    }

    /** {@code dTaps[j] += dy[at ..] ⊙ x[at - j · width ..]} for the first {@code count} taps. */
    static void addTaps(float[] dTaps, int tapsAt, int count, float[] dy, float[] x, int at, int width) {
        for (int j = 0; j < count; j++) {
            int to = tapsAt + j * width;
            int from = at - j * width;
            int i = 0;
            for (; i <= width - WIDTH; i += WIDTH) {
                FloatVector d = FloatVector.fromArray(FLOATS, dy, at + i);
                FloatVector sum = FloatVector.fromArray(FLOATS, dTaps, to + i);
                d.fma(FloatVector.fromArray(FLOATS, x, from + i), sum).intoArray(dTaps, to + i);
            }
            for (; i < width; i++) {
                dTaps[to + i] = Math.fma(dy[at + i], x[from + i], dTaps[to + i]);
            }
        }
    }
}
