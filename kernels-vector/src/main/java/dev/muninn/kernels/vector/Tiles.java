package dev.muninn.kernels.vector;

/**
 * Rows of activations cut into tiles, each stored column by column, (columns, rows of the tile), so that the tile kernel reads
 * them front to back. Missing rows and columns are zero. Grows to the largest call and stays.
 */
final class Tiles {
    private float[] values = {};
    private int rows;
    private int cols;

    /** Makes room for {@code rows} rows of {@code cols} columns, padding included. */
    void reset(int rows, int cols) {
        this.rows = rows;
        this.cols = cols;
        int size = Math.multiplyExact(count() * TileMatmul.ROWS, cols);
        if (values.length < size) {
            values = new float[size];
        }
    }

    int rows() {
        return rows;
    }

    int count() {
        return (rows + TileMatmul.ROWS - 1) / TileMatmul.ROWS;
    }

    float[] values() {
        return values;
    }

    /** Where tile {@code tile} starts. */
    int at(int tile) {
        return tile * TileMatmul.ROWS * cols;
    }

    /** Rows of tile {@code tile}, padding included. */
    int height(int tile) {
        return rows - tile * TileMatmul.ROWS <= TileMatmul.FEW_ROWS ? TileMatmul.FEW_ROWS : TileMatmul.ROWS;
    }

    /** Fills tile {@code tile} from {@code x}, rows of {@code width}, of which {@code firstRow} is the first of tile 0. */
    void gather(int tile, float[] x, int firstRow, int width) {
        int height = height(tile);
        int row = tile * TileMatmul.ROWS;
        for (int r = 0; r < height; r++) {
            int to = at(tile) + r;
            int end = row + r < rows ? width : 0;
            int from = (firstRow + row + r) * width;
            for (int k = 0; k < end; k++) {
                values[to + k * height] = x[from + k];
            }
            for (int k = end; k < cols; k++) {
                values[to + k * height] = 0;
            }
        }
    }
}
