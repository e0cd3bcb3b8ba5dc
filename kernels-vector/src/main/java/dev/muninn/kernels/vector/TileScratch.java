package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.PANEL;

import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Multiplies tiles of rows by panels, on one thread: its scratch space and the loop over blocks of columns. */
final class TileScratch {
    /** Columns of a panel that are opened to floats together; with the sums they fit the second-level cache. */
    static final int BLOCK = 256;

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
        boolean groups = layout.format() == WeightFormat.INT8 || layout.format() == WeightFormat.INT4;
        if (groups) {
            Arrays.fill(acc, 0, (endTile - firstTile) * TileMatmul.ROWS * PANEL, 0f);
        }
        long base = weight.at(panel);
        for (int k = 0; k < layout.paddedCols(); k += BLOCK) {
            int count = Math.min(BLOCK, layout.paddedCols() - k);
            MemorySegment w = floats;
            long at = 0;
            if (layout.format() == WeightFormat.F32) {
                w = weight.segment();
                at = base + (long) k * PANEL * Float.BYTES;
            } else {
                PanelReader.read(layout, weight.segment(), base, k, count, floats);
            }
            if (groups) {
                readScales(weight, base, k, count);
            }
            for (int tile = firstTile; tile < endTile; tile++) {
                int accAt = (tile - firstTile) * TileMatmul.ROWS * PANEL;
                int rows = tiles.height(tile);
                int x = tiles.at(tile) + k * rows;
                if (groups) {
                    multiplyGroups(rows, tiles.values(), x, count, accAt);
                } else {
                    TileMatmul.run(rows, w, at, tiles.values(), x, count, k == 0 ? zeros : acc, k == 0 ? 0 : accAt, acc, accAt);
                }
            }
        }
    }

    private void readScales(PackedWeight weight, long base, int k, int count) {
        for (int i = 0; i < count / WeightFormat.GROUP; i++) {
            int group = k / WeightFormat.GROUP + i;
            PanelReader.readScales(weight.layout(), weight.segment(), base, group, scales, i * PANEL);
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
