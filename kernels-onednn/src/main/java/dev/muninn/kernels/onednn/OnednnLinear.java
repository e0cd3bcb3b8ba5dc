package dev.muninn.kernels.onednn;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;

/** The three products as oneDNN's. */
record OnednnLinear(Precision precision, Product product) implements LinearKernels {
    static OnednnLinear of(Precision precision) {
        return new OnednnLinear(
                precision,
                switch (precision) {
                    case F32 -> new F32Product();
                    case BF16 -> new Bf16Product();
                });
    }

    @Override
    public String name() {
        return OnednnProvider.NAME;
    }

    @Override
    public void forward(float[] y, float[] x, int rows, float[] w, int wAt, int n, int k) {
        product.multiply(false, true, rows, n, k, x, w, wAt, false, y, 0);
    }

    @Override
    public void backwardInput(float[] dx, boolean add, float[] dy, int rows, float[] w, int wAt, int n, int k) {
        product.multiply(false, false, rows, k, n, dy, w, wAt, add, dx, 0);
    }

    @Override
    public void backwardWeight(float[] dw, int wAt, float[] dy, float[] x, int rows, int n, int k) {
        product.multiply(true, false, n, k, rows, dy, x, 0, true, dw, wAt);
    }

    /** Nothing is held outside the heap: oneDNN frees what a call needed when it returns. */
    @Override
    public void close() {}
}
