package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * A few rows of activations times a block of columns of one panel, with every sum in a register: 24 of them for 6 rows, 12 for
 * 3. Written out because only local variables stay in registers. A vector of weights is used by all rows of the tile, an
 * activation by all four vectors.
 */
final class TileMatmul {
    /** Rows of a tile: what fills the registers. 256-bit vectors without AVX-512 have only 16. */
    static final int ROWS = WIDTH == 8 ? 3 : 6;

    /** Rows of a tile for the last rows, where they fit. */
    static final int FEW_ROWS = 3;

    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int VECTOR = WIDTH * Float.BYTES;

    private TileMatmul() {}

    /**
     * Adds the products with {@code count} columns to the sums {@code acc (rows, PANEL)}, or sets them if {@code fresh}.
     * {@code rows} is {@link #ROWS} or {@link #FEW_ROWS}.
     *
     * @param w floats (count, PANEL) from byte {@code wAt}
     * @param x activations (count, rows) from {@code xAt}
     */
    static void run(
            int rows, MemorySegment w, long wAt, float[] x, int xAt, int count, float[] acc, int accAt, boolean fresh) {
        if (rows == FEW_ROWS) {
            three(w, wAt, x, xAt, count, acc, accAt, fresh);
        } else {
            six(w, wAt, x, xAt, count, acc, accAt, fresh);
        }
    }

    /** {@code acc (rows, PANEL) = fma(scales (PANEL), sums (rows, PANEL), acc)}, the end of a quantization group. */
    static void scale(int rows, float[] acc, int accAt, float[] sums, int sumsAt, float[] scales, int scalesAt) {
        for (int v = 0; v < PANEL; v += WIDTH) {
            FloatVector scale = FloatVector.fromArray(FLOATS, scales, scalesAt + v);
            for (int i = v; i < rows * PANEL; i += PANEL) {
                FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsAt + i);
                scale.fma(sum, FloatVector.fromArray(FLOATS, acc, accAt + i)).intoArray(acc, accAt + i);
            }
        }
    }

    private static FloatVector start(float[] acc, int at, boolean fresh) {
        return fresh ? FloatVector.zero(FLOATS) : FloatVector.fromArray(FLOATS, acc, at);
    }

    private static void six(
            MemorySegment w, long wAt, float[] x, int xAt, int count, float[] acc, int accAt, boolean fresh) {
        FloatVector a00 = start(acc, accAt, fresh);
        FloatVector a01 = start(acc, accAt + WIDTH, fresh);
        FloatVector a02 = start(acc, accAt + 2 * WIDTH, fresh);
        FloatVector a03 = start(acc, accAt + 3 * WIDTH, fresh);
        FloatVector a10 = start(acc, accAt + PANEL, fresh);
        FloatVector a11 = start(acc, accAt + PANEL + WIDTH, fresh);
        FloatVector a12 = start(acc, accAt + PANEL + 2 * WIDTH, fresh);
        FloatVector a13 = start(acc, accAt + PANEL + 3 * WIDTH, fresh);
        FloatVector a20 = start(acc, accAt + 2 * PANEL, fresh);
        FloatVector a21 = start(acc, accAt + 2 * PANEL + WIDTH, fresh);
        FloatVector a22 = start(acc, accAt + 2 * PANEL + 2 * WIDTH, fresh);
        FloatVector a23 = start(acc, accAt + 2 * PANEL + 3 * WIDTH, fresh);
        FloatVector a30 = start(acc, accAt + 3 * PANEL, fresh);
        FloatVector a31 = start(acc, accAt + 3 * PANEL + WIDTH, fresh);
        FloatVector a32 = start(acc, accAt + 3 * PANEL + 2 * WIDTH, fresh);
        FloatVector a33 = start(acc, accAt + 3 * PANEL + 3 * WIDTH, fresh);
        FloatVector a40 = start(acc, accAt + 4 * PANEL, fresh);
        FloatVector a41 = start(acc, accAt + 4 * PANEL + WIDTH, fresh);
        FloatVector a42 = start(acc, accAt + 4 * PANEL + 2 * WIDTH, fresh);
        FloatVector a43 = start(acc, accAt + 4 * PANEL + 3 * WIDTH, fresh);
        FloatVector a50 = start(acc, accAt + 5 * PANEL, fresh);
        FloatVector a51 = start(acc, accAt + 5 * PANEL + WIDTH, fresh);
        FloatVector a52 = start(acc, accAt + 5 * PANEL + 2 * WIDTH, fresh);
        FloatVector a53 = start(acc, accAt + 5 * PANEL + 3 * WIDTH, fresh);
        for (int k = 0; k < count; k++) {
            long line = wAt + (long) k * (PANEL * Float.BYTES);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, line, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, line + VECTOR, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, line + 2 * VECTOR, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, line + 3 * VECTOR, NATIVE);
            int xk = xAt + 6 * k;
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[xk]);
            a00 = x0.fma(w0, a00);
            a01 = x0.fma(w1, a01);
            a02 = x0.fma(w2, a02);
            a03 = x0.fma(w3, a03);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[xk + 1]);
            a10 = x1.fma(w0, a10);
            a11 = x1.fma(w1, a11);
            a12 = x1.fma(w2, a12);
            a13 = x1.fma(w3, a13);
            FloatVector x2 = FloatVector.broadcast(FLOATS, x[xk + 2]);
            a20 = x2.fma(w0, a20);
            a21 = x2.fma(w1, a21);
            a22 = x2.fma(w2, a22);
            a23 = x2.fma(w3, a23);
            FloatVector x3 = FloatVector.broadcast(FLOATS, x[xk + 3]);
            a30 = x3.fma(w0, a30);
            a31 = x3.fma(w1, a31);
            a32 = x3.fma(w2, a32);
            a33 = x3.fma(w3, a33);
            FloatVector x4 = FloatVector.broadcast(FLOATS, x[xk + 4]);
            a40 = x4.fma(w0, a40);
            a41 = x4.fma(w1, a41);
            a42 = x4.fma(w2, a42);
            a43 = x4.fma(w3, a43);
            FloatVector x5 = FloatVector.broadcast(FLOATS, x[xk + 5]);
            a50 = x5.fma(w0, a50);
            a51 = x5.fma(w1, a51);
            a52 = x5.fma(w2, a52);
            a53 = x5.fma(w3, a53);
        }
        a00.intoArray(acc, accAt);
        a01.intoArray(acc, accAt + WIDTH);
        a02.intoArray(acc, accAt + 2 * WIDTH);
        a03.intoArray(acc, accAt + 3 * WIDTH);
        a10.intoArray(acc, accAt + PANEL);
        a11.intoArray(acc, accAt + PANEL + WIDTH);
        a12.intoArray(acc, accAt + PANEL + 2 * WIDTH);
        a13.intoArray(acc, accAt + PANEL + 3 * WIDTH);
        a20.intoArray(acc, accAt + 2 * PANEL);
        a21.intoArray(acc, accAt + 2 * PANEL + WIDTH);
        a22.intoArray(acc, accAt + 2 * PANEL + 2 * WIDTH);
        a23.intoArray(acc, accAt + 2 * PANEL + 3 * WIDTH);
        a30.intoArray(acc, accAt + 3 * PANEL);
        a31.intoArray(acc, accAt + 3 * PANEL + WIDTH);
        a32.intoArray(acc, accAt + 3 * PANEL + 2 * WIDTH);
        a33.intoArray(acc, accAt + 3 * PANEL + 3 * WIDTH);
        a40.intoArray(acc, accAt + 4 * PANEL);
        a41.intoArray(acc, accAt + 4 * PANEL + WIDTH);
        a42.intoArray(acc, accAt + 4 * PANEL + 2 * WIDTH);
        a43.intoArray(acc, accAt + 4 * PANEL + 3 * WIDTH);
        a50.intoArray(acc, accAt + 5 * PANEL);
        a51.intoArray(acc, accAt + 5 * PANEL + WIDTH);
        a52.intoArray(acc, accAt + 5 * PANEL + 2 * WIDTH);
        a53.intoArray(acc, accAt + 5 * PANEL + 3 * WIDTH);
    }

    private static void three(
            MemorySegment w, long wAt, float[] x, int xAt, int count, float[] acc, int accAt, boolean fresh) {
        FloatVector a00 = start(acc, accAt, fresh);
        FloatVector a01 = start(acc, accAt + WIDTH, fresh);
        FloatVector a02 = start(acc, accAt + 2 * WIDTH, fresh);
        FloatVector a03 = start(acc, accAt + 3 * WIDTH, fresh);
        FloatVector a10 = start(acc, accAt + PANEL, fresh);
        FloatVector a11 = start(acc, accAt + PANEL + WIDTH, fresh);
        FloatVector a12 = start(acc, accAt + PANEL + 2 * WIDTH, fresh);
        FloatVector a13 = start(acc, accAt + PANEL + 3 * WIDTH, fresh);
        FloatVector a20 = start(acc, accAt + 2 * PANEL, fresh);
        FloatVector a21 = start(acc, accAt + 2 * PANEL + WIDTH, fresh);
        FloatVector a22 = start(acc, accAt + 2 * PANEL + 2 * WIDTH, fresh);
        FloatVector a23 = start(acc, accAt + 2 * PANEL + 3 * WIDTH, fresh);
        for (int k = 0; k < count; k++) {
            long line = wAt + (long) k * (PANEL * Float.BYTES);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, line, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, line + VECTOR, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, line + 2 * VECTOR, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, line + 3 * VECTOR, NATIVE);
            int xk = xAt + 3 * k;
            FloatVector x0 = FloatVector.broadcast(FLOATS, x[xk]);
            a00 = x0.fma(w0, a00);
            a01 = x0.fma(w1, a01);
            a02 = x0.fma(w2, a02);
            a03 = x0.fma(w3, a03);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x[xk + 1]);
            a10 = x1.fma(w0, a10);
            a11 = x1.fma(w1, a11);
            a12 = x1.fma(w2, a12);
            a13 = x1.fma(w3, a13);
            FloatVector x2 = FloatVector.broadcast(FLOATS, x[xk + 2]);
            a20 = x2.fma(w0, a20);
            a21 = x2.fma(w1, a21);
            a22 = x2.fma(w2, a22);
            a23 = x2.fma(w3, a23);
        }
        a00.intoArray(acc, accAt);
        a01.intoArray(acc, accAt + WIDTH);
        a02.intoArray(acc, accAt + 2 * WIDTH);
        a03.intoArray(acc, accAt + 3 * WIDTH);
        a10.intoArray(acc, accAt + PANEL);
        a11.intoArray(acc, accAt + PANEL + WIDTH);
        a12.intoArray(acc, accAt + PANEL + 2 * WIDTH);
        a13.intoArray(acc, accAt + PANEL + 3 * WIDTH);
        a20.intoArray(acc, accAt + 2 * PANEL);
        a21.intoArray(acc, accAt + 2 * PANEL + WIDTH);
        a22.intoArray(acc, accAt + 2 * PANEL + 2 * WIDTH);
        a23.intoArray(acc, accAt + 2 * PANEL + 3 * WIDTH);
    }
}
