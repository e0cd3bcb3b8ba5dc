package dev.muninn.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import java.util.Arrays;
import java.util.Random;

/** Random matrices, their three products by plain loops in double, and how far from those a result may be. */
final class Problem {
    final int rows;
    final int n;
    final int k;
    final int wAt;
    final float[] x;
    final float[] w;
    final float[] dy;

    Problem(int rows, int n, int k, int wAt) {
        this.rows = rows;
        this.n = n;
        this.k = k;
        this.wAt = wAt;
        Random random = new Random(rows * 31L + n * 17L + k);
        x = gaussian(random, rows * k);
        w = gaussian(random, wAt + n * k + 3);
        dy = gaussian(random, rows * n);
    }

    private static float[] gaussian(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    void checkForward(LinearKernels kernels) {
        float[] y = new float[rows * n + 2];
        Arrays.fill(y, Float.NaN); // what was there before must not matter
        kernels.forward(y, x, rows, w, wAt, n, k);
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < n; i++) {
                Sum sum = new Sum(kernels.precision(), 0);
                for (int j = 0; j < k; j++) {
                    sum.add(x[m * k + j], w[wAt + i * k + j]);
                }
                sum.check(y[m * n + i], "y[%d, %d]", m, i);
            }
        }
        assertThat(y[rows * n]).as("what follows y").isNaN();
    }

    void checkBackwardInput(LinearKernels kernels, boolean add) {
        float[] dx = new float[rows * k + 2];
        Arrays.fill(dx, add ? 7 : Float.NaN);
        kernels.backwardInput(dx, add, dy, rows, w, wAt, n, k);
        for (int m = 0; m < rows; m++) {
            for (int j = 0; j < k; j++) {
                Sum sum = new Sum(kernels.precision(), add ? 7 : 0);
                for (int i = 0; i < n; i++) {
                    sum.add(dy[m * n + i], w[wAt + i * k + j]);
                }
                sum.check(dx[m * k + j], "dx[%d, %d]", m, j);
            }
        }
    }

    void checkBackwardWeight(LinearKernels kernels) {
        float[] dw = new float[wAt + n * k + 3];
        Arrays.fill(dw, -3);
        kernels.backwardWeight(dw, wAt, dy, x, rows, n, k);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                Sum sum = new Sum(kernels.precision(), -3);
                for (int m = 0; m < rows; m++) {
                    sum.add(dy[m * n + i], x[m * k + j]);
                }
                sum.check(dw[wAt + i * k + j], "dw[%d, %d]", i, j);
            }
        }
        for (int i = 0; i < dw.length; i++) {
            if (i < wAt || i >= wAt + n * k) {
                assertThat(dw[i]).as("parameter %d beside the weight", i).isEqualTo(-3);
            }
        }
    }

    /** One element of a product, and the sum of the terms' sizes, to which rounding errors are proportional. */
    private static final class Sum {
        private final Precision precision;
        private double value;
        private double size;

        Sum(Precision precision, double start) {
            this.precision = precision;
            value = start;
            size = Math.abs(start);
        }

        void add(float a, float b) {
            double term = switch (precision) {
                case F32 -> (double) a * b;
                case BF16 -> (double) nearestBf16(a) * nearestBf16(b);
            };
            value += term;
            size += Math.abs(term);
        }

        /** A few roundings of f32: rounding a factor to bf16 wrongly would be a thousand times as much. */
        void check(float found, String format, Object... args) {
            assertThat((double) found).as(format, args).isBetween(value - 2e-6 * size, value + 2e-6 * size);
        }
    }

    /** By hand, with another method than the code's: of the two neighbours, the nearer one; if both are, the even one. */
    static float nearestBf16(float value) {
        float toZero = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xFFFF0000);
        float away = Float.intBitsToFloat((Float.floatToRawIntBits(value) & 0xFFFF0000) + 0x10000);
        double below = Math.abs((double) value - toZero);
        double above = Math.abs((double) away - value);
        boolean isEven = (Float.floatToRawIntBits(toZero) & 0x10000) == 0;
        return below < above || below == above && isEven ? toZero : away;
    }
}
