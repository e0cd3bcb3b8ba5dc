package dev.muninn.cli.bench;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.Weight;
import java.util.List;

/**
 * Matmuls of {@code batch} rows with the matrices of one role in turn, so that none is found in a cache that all of them do
 * not fit.
 *
 * @param count matrices of that role in a core step
 * @param time of one matmul
 */
record MatrixTiming(String role, int rows, int cols, long bytes, int count, int batch, Spread time) {
    static MatrixTiming measure(Kernels kernels, String role, List<PackedMatrix> matrices, int batch, Effort effort) {
        Weight first = matrices.getFirst().weight();
        float[] x = Activations.random(batch, first.cols());
        float[] out = new float[Math.multiplyExact(batch, first.rows())];
        int[] next = {0};
        Spread time = Spread.measure(
                () -> {
                    kernels.matmul(out, x, batch, matrices.get(next[0]).weight());
                    next[0] = (next[0] + 1) % matrices.size();
                },
                effort);
        return new MatrixTiming(role, first.rows(), first.cols(), first.bytes(), matrices.size(), batch, time);
    }

    double bytesPerSecond() {
        return bytes / time.median();
    }

    double operations() {
        return 2.0 * batch * rows * cols;
    }

    double flops() {
        return operations() / time.median();
    }
}
