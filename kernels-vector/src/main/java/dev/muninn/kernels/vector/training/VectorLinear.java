package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.LinearScratch.LINES;
import static dev.muninn.kernels.vector.training.LinearScratch.SUM;
import static dev.muninn.kernels.vector.training.Tile.PANEL;
import static dev.muninn.kernels.vector.training.Tile.ROWS;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import java.lang.foreign.Arena;

/**
 * Products in the manner of GotoBLAS (Goto and van de Geijn 2008): one factor is cut into panels, each packed once a call and multiplied
 * with all rows of the other while it is in the first-level cache.
 */
final class VectorLinear implements LinearKernels {
    /** Rows that pass by one panel: their sums for it stay in the second-level cache while panel follows panel. */
    private static final int BLOCK = 1024;

    private final Precision precision;
    private final Arena arena = Arena.ofShared();
    private final ThreadLocal<LinearScratch> scratch = ThreadLocal.withInitial(() -> new LinearScratch(arena));

    VectorLinear(Precision precision) {
        this.precision = precision;
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public void forward(float[] y, float[] x, int rows, float[] w, int wAt, int n, int k) {
        LinearScratch s = scratch.get();
        int block = blockRows(rows);
        for (int row = 0; row < rows; row += block) {
            int height = Math.min(block, rows - row);
            float[] factor = factor(s, x, row * k, height * k);
            int factorAt = factorAt(row * k);
            for (int column = 0; column < n; column += PANEL) {
                int columns = Math.min(PANEL, n - column);
                for (int from = 0; from < k; from += LINES) {
                    int lines = Math.min(LINES, k - from);
                    int wFrom = wAt + column * k + from;
                    Panels.transpose(s.panel, 0, Tile.vectors(columns), w, wFrom, k, lines, columns);
                    round(s, lines, columns);
                    int to = row * n + column;
                    multiplyRows(s, lines, columns, factor, factorAt + from, k, height, from > 0, y, to, n);
                }
            }
        }
    }

    @Override
    public void backwardInput(float[] dx, boolean add, float[] dy, int rows, float[] w, int wAt, int n, int k) {
        LinearScratch s = scratch.get();
        int block = blockRows(rows);
        for (int row = 0; row < rows; row += block) {
            int height = Math.min(block, rows - row);
            float[] factor = factor(s, dy, row * n, height * n);
            int factorAt = factorAt(row * n);
            for (int column = 0; column < k; column += PANEL) {
                int columns = Math.min(PANEL, k - column);
                for (int from = 0; from < n; from += LINES) {
                    int lines = Math.min(LINES, n - from);
                    int wFrom = wAt + from * k + column;
                    Panels.copy(s.panel, 0, Tile.vectors(columns), w, wFrom, k, lines, columns);
                    round(s, lines, columns);
                    int to = row * k + column;
                    multiplyRows(s, lines, columns, factor, factorAt + from, n, height, add || from > 0, dx, to, k);
                }
            }
        }
    }

    /** Rows that are multiplied with one packed panel: even shares of whole tiles, near {@link #BLOCK}. */
    private static int blockRows(int rows) {
        int blocks = (rows + BLOCK - 1) / BLOCK;
        return ((rows + blocks - 1) / blocks + ROWS - 1) / ROWS * ROWS;
    }

    /** {@code x}, or its floats from {@code at} rounded, from 0 on. */
    private float[] factor(LinearScratch s, float[] x, int at, int count) {
        return switch (precision) {
            case F32 -> x;
            case BF16 -> {
                float[] rounded = s.factor(count + WIDTH);
                System.arraycopy(x, at, rounded, 0, count);
                Rounding.toBf16(rounded, 0, count);
                yield rounded;
            }
        };
    }

    /** Where {@link #factor} has what began at {@code at}. */
    private int factorAt(int at) {
        return switch (precision) {
            case F32 -> at;
            case BF16 -> 0;
        };
    }

    private void round(LinearScratch s, int lines, int columns) {
        if (precision == Precision.BF16) {
            Rounding.toBf16(s.panel, 0, Panels.bytes(lines, Tile.vectors(columns)));
        }
    }

    /** {@code c (rows, columns)} = or += {@code a (rows, lines)} · panel, rows {@code aRow} and {@code cRow} apart. */
    private static void multiplyRows(
            LinearScratch s,
            int lines,
            int columns,
            float[] a,
            int aAt,
            int aRow,
            int rows,
            boolean add,
            float[] c,
            int cAt,
            int cRow) {
        for (int m = 0; m < rows; m += ROWS) {
            int height = Math.min(ROWS, rows - m);
            s.tile.rows(s.panel, 0, a, aAt + m * aRow, aRow, lines, height, columns, add, c, cAt + m * cRow, cRow);
        }
    }

    @Override
    public void backwardWeight(float[] dw, int wAt, float[] dy, float[] x, int rows, int n, int k) {
        LinearScratch s = scratch.get();
        int panels = (n + PANEL - 1) / PANEL;
        for (int from = 0; from < rows; from += SUM) {
            int lines = Math.min(SUM, rows - from);
            int size = lines * PANEL;
            float[] factor = s.factor(panels * size + ROWS);
            for (int p = 0; p < panels; p++) {
                Columns.gather(factor, p * size, dy, from * n + p * PANEL, n, lines, Math.min(PANEL, n - p * PANEL));
            }
            if (precision == Precision.BF16) {
                Rounding.toBf16(factor, 0, panels * size);
            }
            for (int column = 0; column < k; column += PANEL) {
                int columns = Math.min(PANEL, k - column);
                Panels.copy(s.panel, 0, Tile.vectors(columns), x, from * k + column, k, lines, columns);
                round(s, lines, columns);
                for (int row = 0; row < n; row += PANEL) {
                    multiplyColumns(
                            s,
                            lines,
                            columns,
                            factor,
                            row * lines,
                            Math.min(PANEL, n - row),
                            dw,
                            wAt + row * k + column,
                            k);
                }
            }
        }
    }

    /** Multiplies the columns of one panel of {@code a} by the panel of {@code b}. */
    private static void multiplyColumns(
            LinearScratch s, int lines, int columns, float[] a, int aAt, int rows, float[] c, int cAt, int cWidth) {
        for (int i = 0; i < rows; i += ROWS) {
            int height = Math.min(ROWS, rows - i);
            s.tile.columns(s.panel, 0, a, aAt + i, lines, height, columns, c, cAt + i * cWidth, cWidth);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
