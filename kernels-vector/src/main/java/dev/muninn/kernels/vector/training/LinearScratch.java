package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.training.Tile.PANEL;

import dev.muninn.kernels.vector.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What one thread needs to multiply: a panel, a tile's edges, and rows of the other factor where they cannot be read in place. */
final class LinearScratch {
    /** Lines of a panel: with as many columns of six rows of the other factor it stays in the first-level cache. */
    static final int LINES = 128;

    /** Rows that are summed over before the sums go back to memory, the lines of a panel then. */
    static final int SUM = 256;

    final MemorySegment panel;
    final Tile tile = new Tile();
    private float[] factor = {};

    LinearScratch(Arena arena) {
        panel = NativeMemory.allocate(arena, (long) Math.max(LINES, SUM) * PANEL * Float.BYTES, "a panel of weights");
    }

    /** At least {@code count} floats; grows to the largest call and stays. */
    float[] factor(int count) {
        if (factor.length < count) {
            factor = new float[count];
        }
        return factor;
    }
}
