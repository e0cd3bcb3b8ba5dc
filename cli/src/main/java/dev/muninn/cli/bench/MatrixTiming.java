package dev.muninn.cli.bench;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.Weight;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Matmuls of {@code batch} rows with the matrices of one role in turn, so that none is found in a cache that all of them do
 * not fit.
 *
 * @param count matrices of that role in a core step
 * @param held one matmul against the ceiling: bytes of weights for one row, operations for many
 */
record MatrixTiming(String role, int rows, int cols, long bytes, int count, int batch, Held held) {
    static MatrixTiming measure(
            Kernels kernels,
            String role,
            List<PackedMatrix> matrices,
            int batch,
            ToDoubleFunction<Weight> amount,
            Effort effort,
            Ceiling ceiling) {
        Weight first = matrices.getFirst().weight();
        float[] x = Activations.random(batch, first.cols());
        float[] out = new float[Math.multiplyExact(batch, first.rows())];
        int[] next = {0};
        Held held = Held.measure(
                () -> {
                    kernels.matmul(out, x, batch, matrices.get(next[0]).weight());
                    next[0] = (next[0] + 1) % matrices.size();
                },
                amount.applyAsDouble(first),
                effort,
                ceiling);
        return new MatrixTiming(role, first.rows(), first.cols(), first.bytes(), matrices.size(), batch, held);
    }

    Spread time() {
        return held.time();
    }

    double bytesPerSecond() {
        return bytes / time().median();
    }

    double operations() {
        return 2.0 * batch * rows * cols;
    }

    double flops() {
        return operations() / time().median();
    }
}
