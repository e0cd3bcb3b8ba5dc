package dev.muninn.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.muninn.kernels.Weight;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A weight in panels. {@code owner} frees it and tells whose it is. */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
record PackedWeight(String name, PanelLayout layout, MemorySegment segment, Arena owner) implements Weight {
    /** Stands for no weight. */
    static final PackedWeight NONE =
            new PackedWeight("none", new PanelLayout(WeightFormat.F32, 0, 0), MemorySegment.NULL, Arena.global());

    @Override
    public int rows() {
        return layout.rows();
    }

    @Override
    public int cols() {
        return layout.cols();
    }

    @Override
    public WeightFormat format() {
        return layout.format();
    }

    @Override
    public long bytes() {
        return layout.bytes();
    }

    /** Where panel {@code panel} starts. */
    long at(int panel) {
        return panel * layout.panelBytes();
    }

    @Override
    public void readRow(int row, float[] out, int at) {
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException(name + ": row " + row + " of " + rows());
        }
        long base = at(row / PanelLayout.PANEL);
        int lane = row % PanelLayout.PANEL;
        if (format().quantized()) {
            readCodes(base, lane, out, at);
            return;
        }
        boolean bf16 = format() == WeightFormat.BF16;
        for (int k = 0; k < cols(); k++) {
            out[at + k] = bf16
                    ? bf16(base + (long) k * PanelLayout.PANEL * Short.BYTES, lane)
                    : segment.get(JAVA_FLOAT_UNALIGNED, base + ((long) k * PanelLayout.PANEL + lane) * Float.BYTES);
        }
    }

    private void readCodes(long base, int lane, float[] out, int at) {
        int group = layout.group();
        for (int g = 0; g < layout.groups(); g++) {
            float scale = bf16(base + layout.scalesAt(g), lane);
            int end = Math.min((g + 1) * group, cols());
            for (int k = g * group; k < end; k++) {
                out[at + k] = scale * code(base, lane, k);
            }
        }
    }

    private int code(long base, int lane, int k) {
        int perWord = layout.perWord();
        long word = base + layout.wordAt(k / perWord, lane);
        if (perWord == 4) {
            return segment.get(JAVA_BYTE, word + k % 4);
        }
        int pair = segment.get(JAVA_BYTE, word + k % 8 / 2);
        return k % 2 == 0 ? pair << 28 >> 28 : pair >> 4;
    }

    /** Element {@code lane} of a line of bf16 words. */
    private float bf16(long line, int lane) {
        long at = line + (lane % PanelLayout.HALF) * Integer.BYTES + (lane < PanelLayout.HALF ? 0 : Short.BYTES);
        return Bf16.toFloat(segment.get(JAVA_SHORT_UNALIGNED, at));
    }
}
