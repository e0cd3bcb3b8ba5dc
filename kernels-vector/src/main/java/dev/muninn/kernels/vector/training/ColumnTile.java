package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.Tile.NARROW;
import static dev.muninn.kernels.vector.training.Tile.PANEL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * As {@link RowTile}, with {@code a} the other way round: line k of it, {@link Tile#PANEL} floats, holds the factors that go with line k
 * of {@code b}, and a tile takes six neighbours of each. For products that sum over rows.
 */
final class ColumnTile {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final long VECTOR = (long) WIDTH * Float.BYTES;

    private ColumnTile() {}

    /**
     * {@code c (6, vectors) = from (6, vectors) + a (6, count) · b (count, vectors)}; {@code from} may be {@code c}.
     *
     * @param vectors of a line of {@code b}, {@link Tile#WIDE} or {@link Tile#NARROW}
     * @param b floats (count, vectors · WIDTH) from byte {@code bAt}
     * @param a floats (count, PANEL) from {@code aAt}, of which the first six of a line count
     * @param fromRow from one row of {@code from} to the next; 0 repeats one
     */
    static void run(
            int vectors,
            MemorySegment b,
            long bAt,
            float[] a,
            int aAt,
            int count,
            float[] from,
            int fromAt,
            int fromRow,
            float[] c,
            int cAt,
            int cRow) {
        if (vectors == NARROW) {
            narrow(b, bAt, a, aAt, count, from, fromAt, fromRow, c, cAt, cRow);
        } else {
            wide(b, bAt, a, aAt, count, from, fromAt, fromRow, c, cAt, cRow);
        }
    }

    private static void wide(
            MemorySegment b,
            long bAt,
            float[] a,
            int aAt,
            int count,
            float[] from,
            int fromAt,
            int fromRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector c01 = FloatVector.fromArray(FLOATS, from, fromAt + WIDTH);
        FloatVector c02 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * WIDTH);
        FloatVector c03 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * WIDTH);
        FloatVector c10 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow);
        FloatVector c11 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow + WIDTH);
        FloatVector c12 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow + 2 * WIDTH);
        FloatVector c13 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow + 3 * WIDTH);
        FloatVector c20 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow);
        FloatVector c21 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow + WIDTH);
        FloatVector c22 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow + 2 * WIDTH);
        FloatVector c23 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow + 3 * WIDTH);
        FloatVector c30 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow);
        FloatVector c31 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow + WIDTH);
        FloatVector c32 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow + 2 * WIDTH);
        FloatVector c33 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow + 3 * WIDTH);
        FloatVector c40 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow);
        FloatVector c41 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow + WIDTH);
        FloatVector c42 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow + 2 * WIDTH);
        FloatVector c43 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow + 3 * WIDTH);
        FloatVector c50 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow);
        FloatVector c51 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow + WIDTH);
        FloatVector c52 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow + 2 * WIDTH);
        FloatVector c53 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow + 3 * WIDTH);
        for (int k = 0; k < count; k++) {
            long line = bAt + (long) k * (4 * VECTOR);
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, line, NATIVE);
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, line + VECTOR, NATIVE);
            FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, b, line + 2 * VECTOR, NATIVE);
            FloatVector b3 = FloatVector.fromMemorySegment(FLOATS, b, line + 3 * VECTOR, NATIVE);
            int ak = aAt + k * PANEL;
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + WIDTH);
        c02.intoArray(c, cAt + 2 * WIDTH);
        c03.intoArray(c, cAt + 3 * WIDTH);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + WIDTH);
        c12.intoArray(c, cAt + cRow + 2 * WIDTH);
        c13.intoArray(c, cAt + cRow + 3 * WIDTH);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + WIDTH);
        c22.intoArray(c, cAt + 2 * cRow + 2 * WIDTH);
        c23.intoArray(c, cAt + 2 * cRow + 3 * WIDTH);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + WIDTH);
        c32.intoArray(c, cAt + 3 * cRow + 2 * WIDTH);
        c33.intoArray(c, cAt + 3 * cRow + 3 * WIDTH);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + WIDTH);
        c42.intoArray(c, cAt + 4 * cRow + 2 * WIDTH);
        c43.intoArray(c, cAt + 4 * cRow + 3 * WIDTH);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + WIDTH);
        c52.intoArray(c, cAt + 5 * cRow + 2 * WIDTH);
        c53.intoArray(c, cAt + 5 * cRow + 3 * WIDTH);
    }

    private static void narrow(
            MemorySegment b,
            long bAt,
            float[] a,
            int aAt,
            int count,
            float[] from,
            int fromAt,
            int fromRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector c01 = FloatVector.fromArray(FLOATS, from, fromAt + WIDTH);
        FloatVector c10 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow);
        FloatVector c11 = FloatVector.fromArray(FLOATS, from, fromAt + fromRow + WIDTH);
        FloatVector c20 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow);
        FloatVector c21 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromRow + WIDTH);
        FloatVector c30 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow);
        FloatVector c31 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromRow + WIDTH);
        FloatVector c40 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow);
        FloatVector c41 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromRow + WIDTH);
        FloatVector c50 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow);
        FloatVector c51 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromRow + WIDTH);
        for (int k = 0; k < count; k++) {
            long line = bAt + (long) k * (2 * VECTOR);
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, b, line, NATIVE);
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, b, line + VECTOR, NATIVE);
            int ak = aAt + k * PANEL;
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + WIDTH);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + WIDTH);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + WIDTH);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + WIDTH);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + WIDTH);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + WIDTH);
    }
}
