package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.INTS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;

/** Opens a block of columns of a quantized panel to floats, (columns, PANEL), for the tile kernel. Scales are not applied. */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
final class PanelReader {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    /** The bits of the upper of two bf16 in a word. */
    private static final int HIGH = 0xFFFF0000;

    private static final int VECTOR = WIDTH * Float.BYTES;
    private static final int LINE = PANEL * Float.BYTES;

    private PanelReader() {}

    /** Columns {@code from .. from + count} of the panel at {@code base}; both are whole words. */
    static void read(PanelLayout layout, MemorySegment panel, long base, int from, int count, MemorySegment to) {
        long at = base + layout.wordAt(from / layout.perWord(), 0);
        switch (layout.format()) {
            case F32, BF16 -> throw new AssertionError(layout.format() + " panels are used as they are");
            case INT8, INT8_ROW -> readBytes(panel, at, count, to);
            case INT4 -> readNibbles(panel, at, layout.wordAt(0, WIDTH), count, to);
        }
    }

    /** Writes the scales of group {@code group} of the panel at {@code base} to {@code scales[to .. to + PANEL)}. */
    static void readScales(PanelLayout layout, MemorySegment panel, long base, int group, float[] scales, int to) {
        long at = base + layout.scalesAt(group);
        IntVector pairs0 = IntVector.fromMemorySegment(INTS, panel, at, NATIVE);
        IntVector pairs1 = IntVector.fromMemorySegment(INTS, panel, at + VECTOR, NATIVE);
        pairs0.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(scales, to);
        pairs1.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(scales, to + WIDTH);
        pairs0.and(HIGH).reinterpretAsFloats().intoArray(scales, to + 2 * WIDTH);
        pairs1.and(HIGH).reinterpretAsFloats().intoArray(scales, to + 3 * WIDTH);
    }

    private static void readBytes(MemorySegment panel, long at, int count, MemorySegment to) {
        for (int k = 0; k < count; k += 4) {
            for (int v = 0; v < 4; v++) {
                IntVector word = IntVector.fromMemorySegment(INTS, panel, at + (long) k * PANEL + v * VECTOR, NATIVE);
                long out = (long) k * LINE + v * VECTOR;
                for (int i = 0; i < 4; i++) {
                    IntVector code = word.lanewise(LSHL, 24 - 8 * i).lanewise(ASHR, 24);
                    code.convert(I2F, 0).intoMemorySegment(to, out + i * LINE, NATIVE);
                }
            }
        }
    }

    private static void readNibbles(MemorySegment panel, long at, long stream, int count, MemorySegment to) {
        for (int k = 0; k < count; k += 8) {
            for (int v = 0; v < 4; v++) {
                IntVector word =
                        IntVector.fromMemorySegment(INTS, panel, at + (long) k / 8 * VECTOR + v * stream, NATIVE);
                long out = (long) k * LINE + v * VECTOR;
                for (int i = 0; i < 8; i++) {
                    IntVector code = word.lanewise(LSHL, 28 - 4 * i).lanewise(ASHR, 28);
                    code.convert(I2F, 0).intoMemorySegment(to, out + i * LINE, NATIVE);
                }
            }
        }
    }
}
