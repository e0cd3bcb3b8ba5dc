package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A panel of f32 weights times some rows, in plain Java, for the first moments of a process. Until C2 has compiled them, loops on
 * vectors make an object for every vector and are a hundred times slower than they will be; this loop is fast as soon as C1 has
 * compiled it, and small enough that C2 soon does. Every element is the chain of {@link TileMatmul} and {@link RowMatmul}: acc =
 * fma(x[k], w[k], acc) in order of k, so that nobody sees in the bits who has computed.
 */
final class PlainPanel {
    private static final int BLOCK = 256;

    private final float[] w = new float[BLOCK * PANEL];
    private float[] acc = {};

    /**
     * Adds up {@code rows} rows.
     *
     * @param x activations: column k of row r at {@code xAt + k * rows + r}
     * @return the sums (rows, PANEL), good until the next call
     */
    float[] multiply(PackedWeight weight, int panel, float[] x, int xAt, int rows) {
        if (acc.length < rows * PANEL) {
            acc = new float[rows * PANEL];
        }
        Arrays.fill(acc, 0, rows * PANEL, 0f);
        for (int k = 0; k < weight.cols(); k += BLOCK) {
            int count = Math.min(BLOCK, weight.cols() - k);
            long line = weight.at(panel) + (long) k * PANEL * Float.BYTES;
            MemorySegment.copy(weight.segment(), JAVA_FLOAT, line, w, 0, count * PANEL);
            for (int i = 0; i < count; i++) {
                for (int r = 0; r < rows; r++) {
                    addLine(acc, r * PANEL, w, i * PANEL, x[xAt + (k + i) * rows + r]);
                }
            }
        }
        return acc;
    }

    private static void addLine(float[] acc, int to, float[] w, int from, float x) {
        for (int n = 0; n < PANEL; n++) {
            acc[to + n] = Math.fma(x, w[from + n], acc[to + n]);
        }
    }
}
