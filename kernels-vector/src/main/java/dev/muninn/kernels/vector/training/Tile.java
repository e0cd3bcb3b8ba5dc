package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.WIDTH;

import java.lang.foreign.MemorySegment;

/**
 * One tile of a product, whole or at an edge: six rows by the columns of one panel. At an edge the whole tile is computed into
 * scratch space and what is there of it copied. Belongs to one thread.
 */
final class Tile {
    /** Rows of a tile. */
    static final int ROWS = 6;

    /** Vectors of a wide panel: 24 sums fill 32 registers; 8 lanes mean AVX2, which has 16. */
    static final int WIDE = WIDTH == 8 ? 2 : 4;

    /** Vectors of a narrow panel, for the last columns and narrow heads. */
    static final int NARROW = 2;

    /** Columns of a wide panel. */
    static final int PANEL = WIDE * WIDTH;

    private final float[] zeros = new float[PANEL];
    private final float[] edge = new float[ROWS * PANEL];

    /** Vectors of the panel that holds {@code columns} columns, at most {@link #PANEL}. */
    static int vectors(int columns) {
        return columns <= NARROW * WIDTH ? NARROW : WIDE;
    }

    /**
     * {@code c (rows, columns) =} (or {@code +=} if {@code add}) {@code a (rows, count) · b (count, columns)}.
     *
     * @param b the panel from byte {@code bAt}, {@link #vectors} wide, padded with anything finite
     */
    void rows(
            MemorySegment b,
            long bAt,
            float[] a,
            int aAt,
            int aRow,
            int count,
            int rows,
            int columns,
            boolean add,
            float[] c,
            int cAt,
            int cRow) {
        int vectors = vectors(columns);
        if (rows < ROWS || columns < vectors * WIDTH) {
            RowTile.run(vectors, b, bAt, a, aAt, aRow, rows, count, zeros, 0, 0, edge, 0, PANEL);
            store(rows, columns, add, c, cAt, cRow);
        } else if (add) {
            RowTile.run(vectors, b, bAt, a, aAt, aRow, ROWS, count, c, cAt, cRow, c, cAt, cRow);
        } else {
            RowTile.run(vectors, b, bAt, a, aAt, aRow, ROWS, count, zeros, 0, 0, c, cAt, cRow);
        }
    }

    /**
     * {@code c (rows, columns) += aᵀ (count, rows) · b (count, columns)}, with {@code a} lines of {@link #PANEL} floats; six of a line
     * are read, whatever {@code rows} is.
     */
    void columns(
            MemorySegment b,
            long bAt,
            float[] a,
            int aAt,
            int count,
            int rows,
            int columns,
            float[] c,
            int cAt,
            int cRow) {
        int vectors = vectors(columns);
        if (rows < ROWS || columns < vectors * WIDTH) {
            ColumnTile.run(vectors, b, bAt, a, aAt, count, zeros, 0, 0, edge, 0, PANEL);
            store(rows, columns, true, c, cAt, cRow);
        } else {
            ColumnTile.run(vectors, b, bAt, a, aAt, count, c, cAt, cRow, c, cAt, cRow);
        }
    }

    private void store(int rows, int columns, boolean add, float[] c, int cAt, int cRow) {
        for (int r = 0; r < rows; r++) {
            int to = cAt + r * cRow;
            int from = r * PANEL;
            if (add) {
                for (int i = 0; i < columns; i++) {
                    c[to + i] += edge[from + i];
                }
            } else {
                System.arraycopy(edge, from, c, to, columns);
            }
        }
    }
}
