package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.PANEL;

import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Multiplies tiles of rows by panels, on one thread: its scratch space and the loop over blocks of columns. */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
final class TileScratch {
    /** Columns of a panel that are opened to floats together: they stay in the first-level cache. */
    private static final int BLOCK = 128;

    /** Columns that pass by the tiles together where nothing is written in between: they stay in the second-level cache. */
    private static final int DIRECT_BLOCK = 256;

    /** (BLOCK, PANEL) floats of the panel */
    private final MemorySegment floats;
    /** (rows, PANEL) */
    private final float[] acc;
    /** (TileMatmul.ROWS, PANEL) of one group */
    private final float[] sums = new float[TileMatmul.ROWS * PANEL];

    private final float[] zeros = new float[TileMatmul.ROWS * PANEL];
    /** (groups of a block, PANEL) */
    private final float[] scales = new float[BLOCK / WeightFormat.GROUP * PANEL];

    TileScratch(Arena arena, int mostRows) {
        floats = NativeMemory.allocate(arena, (long) BLOCK * PANEL * Float.BYTES, "scratch space");
        acc = new float[(mostRows + TileMatmul.ROWS) * PANEL];
    }

    /** Fills the sums of {@code tiles} with panel {@code panel}. */
    void multiply(Tiles tiles, int firstTile, int endTile, PackedWeight weight, int panel) {
        PanelLayout layout = weight.layout();
        Arrays.fill(acc, 0, (endTile - firstTile) * TileMatmul.ROWS * PANEL, 0f);
        int block = layout.format().quantized() ? BLOCK : DIRECT_BLOCK;
        for (int k = 0; k < layout.paddedCols(); k += block) {
            int count = Math.min(block, layout.paddedCols() - k);
            open(weight, weight.at(panel), k, count);
            for (int tile = firstTile; tile < endTile; tile++) {
                int rows = tiles.height(tile);
                int x = tiles.at(tile) + k * rows;
                int accAt = (tile - firstTile) * TileMatmul.ROWS * PANEL;
                multiplyTile(weight, weight.at(panel), k, rows, tiles.values(), x, count, accAt);
            }
        }
    }

    /** Makes floats of {@code count} columns of codes, and of their scales. */
    private void open(PackedWeight weight, long base, int k, int count) {
        PanelLayout layout = weight.layout();
        if (layout.format().quantized()) {
            PanelReader.read(layout, weight.segment(), base, k, count, floats);
        }
        if (layout.format() == WeightFormat.INT8 || layout.format() == WeightFormat.INT4) {
            for (int i = 0; i < count / WeightFormat.GROUP; i++) {
                int group = k / WeightFormat.GROUP + i;
                PanelReader.readScales(layout, weight.segment(), base, group, scales, i * PANEL);
            }
        }
    }

    private void multiplyTile(
            PackedWeight weight, long base, int k, int rows, float[] x, int xAt, int count, int accAt) {
        MemorySegment w = weight.segment();
        switch (weight.format()) {
            case F32 -> {
                long at = base + (long) k * PANEL * Float.BYTES;
                TileMatmul.run(rows, w, at, x, xAt, count, acc, accAt, acc, accAt);
            }
            case BF16 -> {
                long at = base + (long) k * PANEL * Short.BYTES;
                Bf16TileMatmul.run(rows, w, at, x, xAt, count, acc, accAt, acc, accAt);
            }
            case INT8_ROW -> TileMatmul.run(rows, floats, 0, x, xAt, count, acc, accAt, acc, accAt);
            case INT8, INT4 -> multiplyGroups(rows, x, xAt, count, accAt);
        }
    }

    private void multiplyGroups(int rows, float[] x, int xAt, int count, int accAt) {
        for (int k = 0; k < count; k += WeightFormat.GROUP) {
            long at = (long) k * PANEL * Float.BYTES;
            TileMatmul.run(rows, floats, at, x, xAt + k * rows, WeightFormat.GROUP, zeros, 0, sums, 0);
            TileMatmul.scale(rows, acc, accAt, sums, 0, scales, k / WeightFormat.GROUP * PANEL);
        }
    }

    /** Writes the sums of the tiles to their places in {@code out}, whose row {@code firstRow} is the first of tile 0. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // the accumulators are what is scaled, into the sums
    void store(Tiles tiles, int firstTile, int endTile, PackedWeight weight, int panel, float[] out, int firstRow) {
        int width = weight.rows();
        int n = panel * PANEL;
        int count = Math.min(PANEL, width - n);
        boolean rowScales = weight.format() == WeightFormat.INT8_ROW;
        if (rowScales) {
            PanelReader.readScales(weight.layout(), weight.segment(), weight.at(panel), 0, scales, 0);
        }
        for (int tile = firstTile; tile < endTile; tile++) {
            int row = tile * TileMatmul.ROWS;
            float[] from = acc;
            int at = (tile - firstTile) * TileMatmul.ROWS * PANEL;
            if (rowScales) {
                Arrays.fill(sums, 0f);
                TileMatmul.scale(tiles.height(tile), sums, 0, acc, at, scales, 0);
                from = sums;
                at = 0;
            }
            int end = Math.min(TileMatmul.ROWS, tiles.rows() - row);
            for (int r = 0; r < end; r++) {
                System.arraycopy(from, at + r * PANEL, out, (firstRow + row + r) * width + n, count);
            }
        }
    }
}
