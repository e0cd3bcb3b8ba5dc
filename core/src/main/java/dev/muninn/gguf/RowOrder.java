package dev.muninn.gguf;

/**
 * Where a file keeps the rows of a matrix. The converter moves the rows of q and k of the architecture {@code llama} inside each head, so
 * that rotary pairs are neighbours: row 2i holds what belongs to dimension i, row 2i + 1 what belongs to dimension i + D/2. Whole rows are
 * moved, so quantized ones stay as they are.
 */
@FunctionalInterface
public interface RowOrder {
    RowOrder SAME = row -> row;

    /** The row of the file that holds row {@code row} of the matrix. */
    int stored(int row);

    /** Undoes the converter's order for heads of {@code width} rows: row i of the first half is at 2i, of the second at 2i + 1. */
    static RowOrder halvesFromPairs(int width) {
        int half = width / 2;
        return row -> {
            int inHead = row % width;
            return row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
        };
    }
}
