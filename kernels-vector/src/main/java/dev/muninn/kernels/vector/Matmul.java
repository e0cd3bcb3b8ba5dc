package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.PANEL;

import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Shares a matmul among the threads: panels for one row, tiles of rows times panels for many. Its scratch space grows to the
 * largest call and stays. One caller at a time.
 */
final class Matmul {
    /** Multiply-adds below which the caller works alone: a hand-over costs about a microsecond, a wake-up more. */
    private static final long ALONE = 512 * 1024;

    /** Multiply-adds of one unit of a one-row matmul: enough to hide the cost of claiming it. */
    private static final long UNIT = 64 * 1024;

    /** Rows that pass over the weights together: their sums for one panel stay in the second-level cache. */
    private static final int CHUNK = 192;

    /**
     * Multiply-adds of f32 weights that are done in plain Java before loops on vectors are: about a second's worth of a cold process,
     * a few milliseconds' of a warm one.
     */
    static final long COLD = 256L << 20;

    private final WorkerPool pool;
    private final TileScratch[] scratch;
    private final PlainPanel[] plain;
    private final Tiles tiles = new Tiles();
    private final WorkerPool.Task panelsOfRow = this::panelsOfRow;
    private final WorkerPool.Task gather = this::gather;
    private final WorkerPool.Task panelOfTiles = this::panelOfTiles;
    /** Sums of the last panel of one row: some are of padding. */
    private final float[] lastPanel = new float[PANEL];

    private float[] padded = {};

    // the call in progress
    private float[] out = {};
    private float[] x = {};
    private PackedWeight weight = PackedWeight.NONE;
    private int panelsPerUnit;
    private int firstRow;
    private int tilesPerUnit;
    private int unitsPerPanel;
    private boolean plainly;

    /** Multiply-adds until loops on vectors begin. */
    private long cold;

    Matmul(WorkerPool pool, Arena arena, long cold) {
        this.pool = pool;
        this.cold = cold;
        plain = new PlainPanel[pool.threads()];
        Arrays.setAll(plain, thread -> new PlainPanel());
        scratch = new TileScratch[pool.threads()];
        Arrays.setAll(scratch, thread -> new TileScratch(arena, CHUNK));
    }

    void run(float[] out, float[] x, int rows, PackedWeight weight) {
        this.out = out;
        this.x = x;
        this.weight = weight;
        plainly = cold > 0 && weight.format() == WeightFormat.F32;
        if (plainly) {
            cold -= (long) rows * weight.rows() * weight.cols();
        }
        if (rows == 1) {
            runRow(weight.layout());
        } else {
            for (firstRow = 0; firstRow < rows; firstRow += CHUNK) {
                runChunk(Math.min(CHUNK, rows - firstRow), weight.layout());
            }
        }
    }

    private void runRow(PanelLayout layout) {
        if (layout.paddedCols() > layout.cols()) {
            pad(layout.cols(), layout.paddedCols());
        }
        long perPanel = (long) PANEL * layout.cols();
        boolean alone = perPanel * layout.panels() < ALONE;
        panelsPerUnit = alone ? layout.panels() : (int) Math.max(1, UNIT / perPanel);
        pool.run(panelsOfRow, (layout.panels() + panelsPerUnit - 1) / panelsPerUnit);
    }

    private void pad(int cols, int paddedCols) {
        if (padded.length < paddedCols) {
            padded = new float[paddedCols];
        }
        System.arraycopy(x, 0, padded, 0, cols);
        Arrays.fill(padded, cols, paddedCols, 0f);
        x = padded;
    }

    private void panelsOfRow(int unit, int thread) {
        int end = Math.min(weight.layout().panels(), (unit + 1) * panelsPerUnit);
        for (int panel = unit * panelsPerUnit; panel < end; panel++) {
            int n = panel * PANEL;
            if (plainly) {
                float[] sums = plain[thread].multiply(weight, panel, x, 0, 1);
                System.arraycopy(sums, 0, out, n, Math.min(PANEL, weight.rows() - n));
            } else if (n + PANEL <= weight.rows()) {
                RowMatmul.panel(out, n, x, weight, panel);
            } else {
                RowMatmul.panel(lastPanel, 0, x, weight, panel);
                System.arraycopy(lastPanel, 0, out, n, weight.rows() - n);
            }
        }
    }

    private void runChunk(int rows, PanelLayout layout) {
        tiles.reset(rows, layout.paddedCols());
        boolean alone = (long) rows * layout.rows() * layout.cols() < ALONE;
        int wanted = alone ? 1 : 2 * pool.threads();
        unitsPerPanel = Math.clamp((wanted + layout.panels() - 1) / layout.panels(), 1, tiles.count());
        tilesPerUnit = (tiles.count() + unitsPerPanel - 1) / unitsPerPanel;
        int units = layout.panels() * unitsPerPanel;
        if (alone) {
            pool.runAlone(gather, tiles.count());
            pool.runAlone(panelOfTiles, units);
        } else {
            pool.run(gather, tiles.count());
            pool.run(panelOfTiles, units);
        }
    }

    private void gather(int tile, int thread) {
        tiles.gather(tile, x, firstRow, weight.cols());
    }

    private void panelOfTiles(int unit, int thread) {
        int panel = unit / unitsPerPanel;
        int first = unit % unitsPerPanel * tilesPerUnit;
        int end = Math.min(tiles.count(), first + tilesPerUnit);
        if (plainly) {
            for (int tile = first; tile < end; tile++) {
                plainTile(tile, panel, plain[thread]);
            }
        } else if (first < end) {
            scratch[thread].multiply(tiles, first, end, weight, panel);
            scratch[thread].store(tiles, first, end, weight, panel, out, firstRow);
        }
    }

    private void plainTile(int tile, int panel, PlainPanel thread) {
        float[] sums = thread.multiply(weight, panel, tiles.values(), tiles.at(tile), tiles.height(tile));
        int n = panel * PANEL;
        int row = tile * TileMatmul.ROWS;
        int end = Math.min(TileMatmul.ROWS, tiles.rows() - row);
        for (int r = 0; r < end; r++) {
            System.arraycopy(
                    sums, r * PANEL, out, (firstRow + row + r) * weight.rows() + n, Math.min(PANEL, weight.rows() - n));
        }
    }
}
