package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rounds floats to the nearest bf16 in place, ties to even; NaN stays NaN. Counts are whole numbers of vectors. */
final class Rounding {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int UPPER = 0xFFFF0000;

    private Rounding() {}

    /** The {@code bytes} from byte {@code at}. */
    static void toBf16(MemorySegment x, long at, long bytes) {
        for (long i = at; i < at + bytes; i += (long) WIDTH * Float.BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(FLOATS, x, i, NATIVE);
            IntVector bits = value.reinterpretAsInts();
            IntVector even = bits.lanewise(LSHR, 16).and(1).add(0x7FFF);
            FloatVector rounded = bits.add(even).and(UPPER).reinterpretAsFloats();
            rounded.blend(value, value.compare(NE, value)).intoMemorySegment(x, i, NATIVE);
        }
    }

    /** {@code x[at .. at + count)}, and what follows up to a whole vector. */
    static void toBf16(float[] x, int at, int count) {
        for (int i = at; i < at + count; i += WIDTH) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            IntVector bits = value.reinterpretAsInts();
            IntVector even = bits.lanewise(LSHR, 16).and(1).add(0x7FFF);
            FloatVector rounded = bits.add(even).and(UPPER).reinterpretAsFloats();
            rounded.blend(value, value.compare(NE, value)).intoArray(x, i);
        }
    }
}
