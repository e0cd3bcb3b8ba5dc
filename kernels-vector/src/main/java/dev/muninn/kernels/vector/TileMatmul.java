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
     * {@code acc (rows, PANEL) = from (rows, PANEL)} + the products with {@code count} columns. {@code rows} is {@link #ROWS} or
     * {@link #FEW_ROWS}; {@code from} may be {@code acc}.
     *
     * @param w floats (count, PANEL) from byte {@code wAt}
     * @param x activations (count, rows) from {@code xAt}
     */
    static void run(
            int rows,
            MemorySegment w,
            long wAt,
            float[] x,
            int xAt,
            int count,
            float[] from,
            int fromAt,
            float[] acc,
            int accAt) {
        if (rows == FEW_ROWS) {
            three(w, wAt, x, xAt, count, from, fromAt, acc, accAt);
        } else {
            six(w, wAt, x, xAt, count, from, fromAt, acc, accAt);
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

    private static void six(
            MemorySegment w,
            long wAt,
            float[] x,
            int xAt,
            int count,
            float[] from,
            int fromAt,
            float[] acc,
            int accAt) {
        FloatVector a00 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, from, fromAt + WIDTH);
        FloatVector a02 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * WIDTH);
        FloatVector a03 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * WIDTH);
        FloatVector a10 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL);
        FloatVector a11 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + WIDTH);
        FloatVector a12 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + 2 * WIDTH);
        FloatVector a13 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + 3 * WIDTH);
        FloatVector a20 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL);
        FloatVector a21 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + WIDTH);
        FloatVector a22 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + 2 * WIDTH);
        FloatVector a23 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + 3 * WIDTH);
        FloatVector a30 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * PANEL);
        FloatVector a31 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * PANEL + WIDTH);
        FloatVector a32 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * PANEL + 2 * WIDTH);
        FloatVector a33 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * PANEL + 3 * WIDTH);
        FloatVector a40 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * PANEL);
        FloatVector a41 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * PANEL + WIDTH);
        FloatVector a42 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * PANEL + 2 * WIDTH);
        FloatVector a43 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * PANEL + 3 * WIDTH);
        FloatVector a50 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * PANEL);
        FloatVector a51 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * PANEL + WIDTH);
        FloatVector a52 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * PANEL + 2 * WIDTH);
        FloatVector a53 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * PANEL + 3 * WIDTH);
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
            MemorySegment w,
            long wAt,
            float[] x,
            int xAt,
            int count,
            float[] from,
            int fromAt,
            float[] acc,
            int accAt) {
        FloatVector a00 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, from, fromAt + WIDTH);
        FloatVector a02 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * WIDTH);
        FloatVector a03 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * WIDTH);
        FloatVector a10 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL);
        FloatVector a11 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + WIDTH);
        FloatVector a12 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + 2 * WIDTH);
        FloatVector a13 = FloatVector.fromArray(FLOATS, from, fromAt + PANEL + 3 * WIDTH);
        FloatVector a20 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL);
        FloatVector a21 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + WIDTH);
        FloatVector a22 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + 2 * WIDTH);
        FloatVector a23 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * PANEL + 3 * WIDTH);
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
