package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.LinearScratch.LINES;
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
        for (int from = 0; from < k; from += LINES) {
            int lines = Math.min(LINES, k - from);
            for (int column = 0; column < n; column += PANEL) {
                int columns = Math.min(PANEL, n - column);
                int vectors = Tile.vectors(columns);
                Panels.transpose(s.panel, 0, vectors, w, wAt + column * k + from, k, lines, columns);
                multiply(s, lines, columns, x, from, k, rows, from > 0, y, column, n);
            }
        }
    }

    @Override
    public void backwardInput(float[] dx, boolean add, float[] dy, int rows, float[] w, int wAt, int n, int k) {
        LinearScratch s = scratch.get();
        for (int from = 0; from < n; from += LINES) {
            int lines = Math.min(LINES, n - from);
            for (int column = 0; column < k; column += PANEL) {
                int columns = Math.min(PANEL, k - column);
                int vectors = Tile.vectors(columns);
                Panels.copy(s.panel, 0, vectors, w, wAt + from * k + column, k, lines, columns);
                multiply(s, lines, columns, dy, from, n, rows, add || from > 0, dx, column, k);
            }
        }
    }

    /** Multiplies {@code a (rows, lines)}, rows {@code width} apart from column {@code from}, by the panel. */
    private void multiply(
            LinearScratch s,
            int lines,
            int columns,
            float[] a,
            int from,
            int width,
            int rows,
            boolean add,
            float[] c,
            int column,
            int cWidth) {
        float[] factor = a;
        int factorAt = from;
        int factorWidth = width;
        if (precision == Precision.BF16) {
            Rounding.toBf16(s.panel, 0, Panels.bytes(lines, Tile.vectors(columns)));
            factor = s.factor(rows * LINES + WIDTH);
            factorAt = 0;
            factorWidth = lines;
            if (column == 0) {
                for (int m = 0; m < rows; m++) {
                    System.arraycopy(a, m * width + from, factor, m * lines, lines);
                }
                Rounding.toBf16(factor, 0, (rows * lines + WIDTH - 1) / WIDTH * WIDTH);
            }
        }
        for (int m = 0; m < rows; m += ROWS) {
            int height = Math.min(ROWS, rows - m);
            int at = factorAt + m * factorWidth;
            s.tile.rows(
                    s.panel, 0, factor, at, factorWidth, lines, height, columns, add, c, m * cWidth + column, cWidth);
        }
    }

    @Override
    public void backwardWeight(float[] dw, int wAt, float[] dy, float[] x, int rows, int n, int k) {
        LinearScratch s = scratch.get();
        int panels = (n + PANEL - 1) / PANEL;
        for (int from = 0; from < rows; from += LINES) {
            int lines = Math.min(LINES, rows - from);
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
                int vectors = Tile.vectors(columns);
                Panels.copy(s.panel, 0, vectors, x, from * k + column, k, lines, columns);
                if (precision == Precision.BF16) {
                    Rounding.toBf16(s.panel, 0, Panels.bytes(lines, vectors));
                }
                for (int row = 0; row < n; row += PANEL) {
                    multiplyColumns(s, lines, columns, factor, row * lines, Math.min(PANEL, n - row), dw, wAt + row * k + column, k);
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
