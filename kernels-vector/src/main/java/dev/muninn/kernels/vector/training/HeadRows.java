package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.Tile.PANEL;

import dev.muninn.kernels.vector.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Rows of one head of one sequence as panels for {@link Tile}: either lines are positions and columns those of the head, or, for scores,
 * lines are the head's columns and columns are positions. Freed with the thread that owns it.
 */
final class HeadRows {
    private MemorySegment memory = MemorySegment.NULL;
    private int lines;

    MemorySegment memory() {
        return memory;
    }

    /** Panels of {@code width} columns whose lines are the {@code length} rows of {@code x} from {@code at}, {@code stride} apart. */
    void gather(float[] x, int at, int stride, int length, int width) {
        reset(length, width);
        for (int column = 0; column < width; column += PANEL) {
            int columns = Math.min(PANEL, width - column);
            Panels.copy(memory, at(column, 0), Tile.vectors(columns), x, at + column, stride, length, columns);
        }
    }

    /** Panels of positions, all wide, whose lines are the {@code width} columns of the same rows. */
    void gatherTransposed(float[] x, int at, int stride, int length, int width) {
        reset(width, length);
        for (int column = 0; column < length; column += PANEL) {
            int columns = Math.min(PANEL, length - column);
            Panels.transpose(memory, at(column, 0), Tile.WIDE, x, at + column * stride, stride, width, columns);
        }
    }

    private void reset(int lines, int columns) {
        this.lines = lines;
        long bytes = (columns + PANEL - 1) / PANEL * Panels.bytes(lines, Tile.WIDE);
        if (memory.byteSize() < bytes) {
            memory = NativeMemory.allocate(Arena.ofAuto(), bytes, "a head of attention");
        }
    }

    /** The byte of line {@code line} of the panel that starts at {@code column}, whose panel is {@link Tile#WIDE}. */
    long at(int column, int line) {
        return at(column, line, Tile.WIDE);
    }

    /** The same for a panel of {@code vectors}. */
    long at(int column, int line, int vectors) {
        return column / PANEL * Panels.bytes(lines, Tile.WIDE) + Panels.bytes(line, vectors);
    }

    /** Columns of the panel from {@code column} on of {@code width}, padding included. */
    static int padded(int column, int width) {
        return Tile.vectors(Math.min(PANEL, width - column)) * WIDTH;
    }

    /** {@code width} and its padding. */
    static int padded(int width) {
        int last = (width - 1) / PANEL * PANEL;
        return last + padded(last, width);
    }
}
