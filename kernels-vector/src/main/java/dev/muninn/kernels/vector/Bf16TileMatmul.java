package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.INTS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.PanelLayout.HALF;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link TileMatmul} on the bf16 words of a panel. The only format with a tile of its own: to unpack bf16 is free beside 24
 * multiply-adds, to write it out as floats first took longer than the sums of some 20 rows.
 */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
final class Bf16TileMatmul {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int VECTOR = WIDTH * Float.BYTES;

    /** The bits of the upper of two bf16 in a word. */
    private static final int HIGH = 0xFFFF0000;

    private Bf16TileMatmul() {}

    /** As {@link TileMatmul#run}, with bf16 words from byte {@code wAt}. */
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
        if (rows == TileMatmul.FEW_ROWS) {
            three(w, wAt, x, xAt, count, from, fromAt, acc, accAt);
        } else {
            six(w, wAt, x, xAt, count, from, fromAt, acc, accAt);
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
            long line = wAt + (long) k * (HALF * Integer.BYTES);
            IntVector pairs0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector pairs1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
            FloatVector w0 = pairs0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector w1 = pairs1.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector w2 = pairs0.and(HIGH).reinterpretAsFloats();
            FloatVector w3 = pairs1.and(HIGH).reinterpretAsFloats();
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
            long line = wAt + (long) k * (HALF * Integer.BYTES);
            IntVector pairs0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector pairs1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
            FloatVector w0 = pairs0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector w1 = pairs1.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector w2 = pairs0.and(HIGH).reinterpretAsFloats();
            FloatVector w3 = pairs1.and(HIGH).reinterpretAsFloats();
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
