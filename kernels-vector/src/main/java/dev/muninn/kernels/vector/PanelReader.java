package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.HALF;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.INTS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Opens a block of columns of a panel to floats, (columns, PANEL), for the tile kernel. Exact; scales are not applied. */
final class PanelReader {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int VECTOR = WIDTH * Float.BYTES;
    private static final int LINE = PANEL * Float.BYTES;

    private PanelReader() {}

    /** Columns {@code from .. from + count} of the panel at {@code base}; both multiples of the group where groups are short. */
    static void read(PanelLayout layout, MemorySegment panel, long base, int from, int count, MemorySegment to) {
        switch (layout.format()) {
            case F32 -> throw new AssertionError("f32 panels are used as they are");
            case BF16 -> readBf16(panel, base + (long) from * HALF * Integer.BYTES, count, to);
            case INT8_ROW -> readBytes(panel, base + (long) from * PANEL, count, to, 0);
            case INT8 -> {
                for (int k = 0; k < count; k += layout.group()) {
                    long at = base + (from + k) / layout.group() * layout.groupBytes();
                    readBytes(panel, at, layout.group(), to, (long) k * LINE);
                }
            }
            case INT4 -> {
                for (int k = 0; k < count; k += layout.group()) {
                    long at = base + (from + k) / layout.group() * layout.groupBytes();
                    readNibbles(panel, at, layout.group(), to, (long) k * LINE);
                }
            }
        }
    }

    /** Writes the scales of group {@code group} of the panel at {@code base} to {@code scales[to .. to + PANEL)}. */
    static void readScales(PanelLayout layout, MemorySegment panel, long base, int group, float[] scales, int to) {
        long at = base + group * layout.groupBytes() + layout.codeBytes();
        IntVector pairs0 = IntVector.fromMemorySegment(INTS, panel, at, NATIVE);
        IntVector pairs1 = IntVector.fromMemorySegment(INTS, panel, at + VECTOR, NATIVE);
        Lanes.lowBf16(pairs0).intoArray(scales, to);
        Lanes.lowBf16(pairs1).intoArray(scales, to + WIDTH);
        Lanes.highBf16(pairs0).intoArray(scales, to + 2 * WIDTH);
        Lanes.highBf16(pairs1).intoArray(scales, to + 3 * WIDTH);
    }

    private static void readBf16(MemorySegment panel, long at, int count, MemorySegment to) {
        for (int k = 0; k < count; k++) {
            long line = at + (long) k * (HALF * Integer.BYTES);
            long out = (long) k * LINE;
            IntVector pairs0 = IntVector.fromMemorySegment(INTS, panel, line, NATIVE);
            IntVector pairs1 = IntVector.fromMemorySegment(INTS, panel, line + VECTOR, NATIVE);
            Lanes.lowBf16(pairs0).intoMemorySegment(to, out, NATIVE);
            Lanes.lowBf16(pairs1).intoMemorySegment(to, out + VECTOR, NATIVE);
            Lanes.highBf16(pairs0).intoMemorySegment(to, out + 2 * VECTOR, NATIVE);
            Lanes.highBf16(pairs1).intoMemorySegment(to, out + 3 * VECTOR, NATIVE);
        }
    }

    private static void readBytes(MemorySegment panel, long at, int count, MemorySegment to, long toAt) {
        for (int k = 0; k < count; k += 4) {
            for (int v = 0; v < 4; v++) {
                IntVector word = IntVector.fromMemorySegment(INTS, panel, at + (long) k * PANEL + v * VECTOR, NATIVE);
                long out = toAt + (long) k * LINE + v * VECTOR;
                code8(word, 0).intoMemorySegment(to, out, NATIVE);
                code8(word, 1).intoMemorySegment(to, out + LINE, NATIVE);
                code8(word, 2).intoMemorySegment(to, out + 2 * LINE, NATIVE);
                code8(word, 3).intoMemorySegment(to, out + 3 * LINE, NATIVE);
            }
        }
    }

    private static void readNibbles(MemorySegment panel, long at, int count, MemorySegment to, long toAt) {
        for (int k = 0; k < count; k += 8) {
            for (int v = 0; v < 4; v++) {
                IntVector word = IntVector.fromMemorySegment(INTS, panel, at + (long) k * HALF + v * VECTOR, NATIVE);
                long out = toAt + (long) k * LINE + v * VECTOR;
                code4(word, 0).intoMemorySegment(to, out, NATIVE);
                code4(word, 1).intoMemorySegment(to, out + LINE, NATIVE);
                code4(word, 2).intoMemorySegment(to, out + 2 * LINE, NATIVE);
                code4(word, 3).intoMemorySegment(to, out + 3 * LINE, NATIVE);
                code4(word, 4).intoMemorySegment(to, out + 4 * LINE, NATIVE);
                code4(word, 5).intoMemorySegment(to, out + 5 * LINE, NATIVE);
                code4(word, 6).intoMemorySegment(to, out + 6 * LINE, NATIVE);
                code4(word, 7).intoMemorySegment(to, out + 7 * LINE, NATIVE);
            }
        }
    }

    /** Signed byte {@code i} of each word. */
    static FloatVector code8(IntVector word, int i) {
        return signed(word, 24 - 8 * i, 24);
    }

    /** Signed nibble {@code i} of each word. */
    static FloatVector code4(IntVector word, int i) {
        return signed(word, 28 - 4 * i, 28);
    }

    private static FloatVector signed(IntVector word, int left, int right) {
        IntVector top = left == 0 ? word : word.lanewise(VectorOperators.LSHL, left);
        return (FloatVector) top.lanewise(VectorOperators.ASHR, right).convert(VectorOperators.I2F, 0);
    }
}
