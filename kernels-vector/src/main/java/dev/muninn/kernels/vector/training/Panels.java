package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Writes the panels that tiles read: lines of two or four vectors, one after the other, missing columns zero. */
final class Panels {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private Panels() {}

    /** Bytes of a panel of {@code lines} lines. */
    static long bytes(int lines, int vectors) {
        return (long) lines * vectors * WIDTH * Float.BYTES;
    }

    /** Line k of the panel at byte {@code bAt} is {@code x[at + k · stride .. + columns)}. */
    static void copy(MemorySegment b, long bAt, int vectors, float[] x, int at, int stride, int lines, int columns) {
        int whole = columns - columns % WIDTH;
        for (int k = 0; k < lines; k++) {
            int from = at + k * stride;
            long to = bAt + bytes(k, vectors);
            for (int i = 0; i < whole; i += WIDTH) {
                FloatVector.fromArray(FLOATS, x, from + i).intoMemorySegment(b, to + i * 4L, NATIVE);
            }
            for (int i = whole; i < columns; i++) {
                b.set(JAVA_FLOAT_UNALIGNED, to + i * 4L, x[from + i]);
            }
            for (int i = columns; i < vectors * WIDTH; i++) {
                b.set(JAVA_FLOAT_UNALIGNED, to + i * 4L, 0f);
            }
        }
    }

    /** Column c of the panel at byte {@code bAt} is {@code x[at + c · stride .. + lines)}. */
    static void transpose(
            MemorySegment b, long bAt, int vectors, float[] x, int at, int stride, int lines, int columns) {
        for (int c = 0; c < columns; c++) {
            int from = at + c * stride;
            for (int k = 0; k < lines; k++) {
                b.set(JAVA_FLOAT_UNALIGNED, bAt + bytes(k, vectors) + c * 4L, x[from + k]);
            }
        }
        for (int k = 0; k < lines; k++) {
            for (int c = columns; c < vectors * WIDTH; c++) {
                b.set(JAVA_FLOAT_UNALIGNED, bAt + bytes(k, vectors) + c * 4L, 0f);
            }
        }
    }
}
