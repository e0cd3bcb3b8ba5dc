package dev.muninn.model;

import dev.muninn.kernels.Kernels;
import java.util.List;

/**
 * A prelude block's short causal depthwise convolution with its residual: {@code y[p] = n[p] + Σ_j w[j] ⊙ n[p − j]}, j from 0 to
 * taps − 1, positions before the sequence's start left out (Canon-A, Allen-Zhu 2025, Physics of Language Models 4.1).
 */
final class Convolution {
    private final Kernels kernels;
    private final int block;
    private final float[] weights;
    private final int taps;
    private final int width;

    /**
     * @param block which of the prelude's
     * @param weights (taps, C), the position's own first
     */
    Convolution(Kernels kernels, int block, float[] weights, int taps, int width) {
        this.kernels = kernels;
        this.block = block;
        this.weights = weights;
        this.taps = taps;
        this.width = width;
    }

    /**
     * {@code x} (M, C) from n to y in place. Every row's n is stored in its cache before any row looks back, so rows of one
     * sequence may come in one batch, in any order. A sum runs from the position's own tap to the farthest.
     */
    void apply(float[] x, List<Row> rows, Scratch scratch) {
        for (int m = 0; m < rows.size() && taps > 1; m++) {
            rows.get(m).cache.writeHistory(block, rows.get(m).position, x, m * width);
        }
        float[] past = scratch.get(Scratch.Use.PAST, width); // (C)
        for (int m = 0; m < rows.size(); m++) {
            Row row = rows.get(m);
            kernels.multiplyAdd(x, m * width, x, m * width, weights, 0, width);
            for (int j = 1; j < taps && j <= row.position; j++) {
                row.cache.readHistory(block, row.position - j, past);
                kernels.multiplyAdd(x, m * width, past, 0, weights, j * width, width);
            }
        }
    }
}
