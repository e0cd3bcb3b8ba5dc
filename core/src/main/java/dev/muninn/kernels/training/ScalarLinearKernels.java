package dev.muninn.kernels.training;

import dev.muninn.tensor.Bf16;

/** The obvious products, kept for ever: every other provider is tested against them. Sums run in double. */
public record ScalarLinearKernels(Precision precision) implements LinearKernels {
    @Override
    public String name() {
        return "scalar";
    }

    /** A factor as it enters a product. */
    private double factor(float value) {
        return switch (precision) {
            case F32 -> value;
            case BF16 -> Bf16.round(value);
        };
    }

    @Override
    public void forward(float[] y, float[] x, int rows, float[] w, int wAt, int n, int k) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += factor(x[m * k + j]) * factor(w[wAt + i * k + j]);
                }
                y[m * n + i] = (float) sum;
            }
        }
    }

    @Override
    public void backwardInput(float[] dx, boolean add, float[] dy, int rows, float[] w, int wAt, int n, int k) {
        for (int m = 0; m < rows; m++) {
            for (int j = 0; j < k; j++) {
                double sum = add ? dx[m * k + j] : 0;
                for (int i = 0; i < n; i++) {
                    sum += factor(dy[m * n + i]) * factor(w[wAt + i * k + j]);
                }
                dx[m * k + j] = (float) sum;
            }
        }
    }

    @Override
    public void backwardWeight(float[] dw, int wAt, float[] dy, float[] x, int rows, int n, int k) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                double sum = dw[wAt + i * k + j];
                for (int m = 0; m < rows; m++) {
                    sum += factor(dy[m * n + i]) * factor(x[m * k + j]);
                }
                dw[wAt + i * k + j] = (float) sum;
            }
        }
    }

    @Override
    public void close() {}
}
