package dev.muninn.gguf;

import com.google.errorprone.annotations.Immutable;

/** A row of blocks, one after the other. */
@Immutable
record Blocks(int size, int bytes, BlockReader block) implements GgmlType.RowReader {
    /** Reads a block. */
    @Immutable
    @FunctionalInterface
    interface BlockReader {
        /** Reads the block that begins at {@code bytes[from]} into {@code out[at .. at + size)}. */
        void read(byte[] bytes, int from, float[] out, int at);
    }

    @Override
    public void read(byte[] row, float[] out, int at, int cols) {
        for (int i = 0, from = 0; i < cols; i += size, from += bytes) {
            block.read(row, from, out, at + i);
        }
    }
}
