package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.INTS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.PanelLayout.HALF;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * One row of activations times one panel. Bound by memory, so each format has its own loop that unpacks in registers. Every
 * output element is the same chain of operations as in {@link TileMatmul}: acc = fma(x[k], w[k], acc) in order of k; with
 * quantized weights a chain over the codes of each group, then acc = fma(scale, group, acc).
 *
 * <p>Quantized loops take one word of each row an iteration. Tried with int4 weights from memory and no better: two words (23 GB/s
 * and slower in some processes, against 31), reading lines ahead by 256 to 8192 bytes, two panels at once, codes with an offset
 * that save an instruction (a third faster in cache, the same from memory), codes opened as bits of a float by masks (a quarter slower
 * in cache). What helped was the layout: the four words of int4 are read from four streams, 34 GB/s against 29 from one, as a
 * processor fetches only so far ahead in each; the same streams without a break from panel to panel were no better,
 * and two streams of bf16 were slower (0.70 of the memory's speed instead of 0.92, and tiles with them).
 */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
final class RowMatmul {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int LINE = PANEL * Float.BYTES;

    /** The bits of the upper of two bf16 in a word. */
    private static final int HIGH = 0xFFFF0000;

    private static final int VECTOR = WIDTH * Float.BYTES;

    private RowMatmul() {}

    /** Writes PANEL sums from {@code out[n]} on. {@code x} is padded with zeros to {@code layout.paddedCols()}. */
    static void panel(float[] out, int n, float[] x, PackedWeight weight, int panel) {
        PanelLayout layout = weight.layout();
        MemorySegment w = weight.segment();
        long at = weight.at(panel);
        switch (layout.format()) {
            case F32 -> f32(out, n, x, layout.cols(), w, at);
            case BF16 -> bf16(out, n, x, layout.cols(), w, at);
            case INT8, INT8_ROW -> int8(out, n, x, layout.words(), layout.group() / 4, w, at);
            case INT4 -> int4(out, n, x, layout.words(), layout.group() / 8, w, at);
        }
    }

    private static void f32(float[] out, int n, float[] x, int cols, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < cols; k++) {
            long line = at + (long) k * LINE;
            FloatVector xk = FloatVector.broadcast(FLOATS, x[k]);
            a0 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line, NATIVE), a0);
            a1 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + VECTOR, NATIVE), a1);
            a2 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + 2 * VECTOR, NATIVE), a2);
            a3 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + 3 * VECTOR, NATIVE), a3);
        }
        a0.intoArray(out, n);
        a1.intoArray(out, n + WIDTH);
        a2.intoArray(out, n + 2 * WIDTH);
        a3.intoArray(out, n + 3 * WIDTH);
    }

    private static void bf16(float[] out, int n, float[] x, int cols, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < cols; k++) {
            long line = at + (long) k * (HALF * Integer.BYTES);
            FloatVector xk = FloatVector.broadcast(FLOATS, x[k]);
            IntVector pairs0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector pairs1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
            a0 = xk.fma(pairs0.lanewise(LSHL, 16).reinterpretAsFloats(), a0);
            a1 = xk.fma(pairs1.lanewise(LSHL, 16).reinterpretAsFloats(), a1);
            a2 = xk.fma(pairs0.and(HIGH).reinterpretAsFloats(), a2);
            a3 = xk.fma(pairs1.and(HIGH).reinterpretAsFloats(), a3);
        }
        a0.intoArray(out, n);
        a1.intoArray(out, n + WIDTH);
        a2.intoArray(out, n + 2 * WIDTH);
        a3.intoArray(out, n + 3 * WIDTH);
    }

    private static void int8(float[] out, int n, float[] x, int words, int perGroup, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector g0 = a0;
        FloatVector g1 = a0;
        FloatVector g2 = a0;
        FloatVector g3 = a0;
        long scales = at + (long) words * LINE;
        int lastOfGroup = perGroup - 1;
        for (int j = 0; j < words; j++) {
            long line = at + (long) j * LINE;
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
            IntVector w2 = IntVector.fromMemorySegment(INTS, w, line + 2 * VECTOR, NATIVE);
            IntVector w3 = IntVector.fromMemorySegment(INTS, w, line + 3 * VECTOR, NATIVE);
            for (int i = 0; i < 4; i++) {
                FloatVector xk = FloatVector.broadcast(FLOATS, x[4 * j + i]);
                int left = 24 - 8 * i;
                g0 = xk.fma(w0.lanewise(LSHL, left).lanewise(ASHR, 24).convert(I2F, 0), g0);
                g1 = xk.fma(w1.lanewise(LSHL, left).lanewise(ASHR, 24).convert(I2F, 0), g1);
                g2 = xk.fma(w2.lanewise(LSHL, left).lanewise(ASHR, 24).convert(I2F, 0), g2);
                g3 = xk.fma(w3.lanewise(LSHL, left).lanewise(ASHR, 24).convert(I2F, 0), g3);
            }
            if (j == lastOfGroup) {
                IntVector s0 = IntVector.fromMemorySegment(INTS, w, scales, NATIVE);
                IntVector s1 = IntVector.fromMemorySegment(INTS, w, scales + VECTOR, NATIVE);
                a0 = s0.lanewise(LSHL, 16).reinterpretAsFloats().fma(g0, a0);
                a1 = s1.lanewise(LSHL, 16).reinterpretAsFloats().fma(g1, a1);
                a2 = s0.and(HIGH).reinterpretAsFloats().fma(g2, a2);
                a3 = s1.and(HIGH).reinterpretAsFloats().fma(g3, a3);
                g0 = FloatVector.zero(FLOATS);
                g1 = g0;
                g2 = g0;
                g3 = g0;
                scales += 2 * VECTOR;
                lastOfGroup += perGroup;
            }
        }
        a0.intoArray(out, n);
        a1.intoArray(out, n + WIDTH);
        a2.intoArray(out, n + 2 * WIDTH);
        a3.intoArray(out, n + 3 * WIDTH);
    }

    private static void int4(float[] out, int n, float[] x, int words, int perGroup, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector g0 = a0;
        FloatVector g1 = a0;
        FloatVector g2 = a0;
        FloatVector g3 = a0;
        long scales = at + (long) words * LINE;
        long stream = (long) words * VECTOR;
        int lastOfGroup = perGroup - 1;
        for (int j = 0; j < words; j++) {
            long line = at + (long) j * VECTOR;
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, line + stream, NATIVE);
            IntVector w2 = IntVector.fromMemorySegment(INTS, w, line + 2 * stream, NATIVE);
            IntVector w3 = IntVector.fromMemorySegment(INTS, w, line + 3 * stream, NATIVE);
            for (int i = 0; i < 8; i++) {
                FloatVector xk = FloatVector.broadcast(FLOATS, x[8 * j + i]);
                int left = 28 - 4 * i;
                g0 = xk.fma(w0.lanewise(LSHL, left).lanewise(ASHR, 28).convert(I2F, 0), g0);
                g1 = xk.fma(w1.lanewise(LSHL, left).lanewise(ASHR, 28).convert(I2F, 0), g1);
                g2 = xk.fma(w2.lanewise(LSHL, left).lanewise(ASHR, 28).convert(I2F, 0), g2);
                g3 = xk.fma(w3.lanewise(LSHL, left).lanewise(ASHR, 28).convert(I2F, 0), g3);
            }
            if (j == lastOfGroup) {
                IntVector s0 = IntVector.fromMemorySegment(INTS, w, scales, NATIVE);
                IntVector s1 = IntVector.fromMemorySegment(INTS, w, scales + VECTOR, NATIVE);
                a0 = s0.lanewise(LSHL, 16).reinterpretAsFloats().fma(g0, a0);
                a1 = s1.lanewise(LSHL, 16).reinterpretAsFloats().fma(g1, a1);
                a2 = s0.and(HIGH).reinterpretAsFloats().fma(g2, a2);
                a3 = s1.and(HIGH).reinterpretAsFloats().fma(g3, a3);
                g0 = FloatVector.zero(FLOATS);
                g1 = g0;
                g2 = g0;
                g3 = g0;
                scales += 2 * VECTOR;
                lastOfGroup += perGroup;
            }
        }
        a0.intoArray(out, n);
        a1.intoArray(out, n + WIDTH);
        a2.intoArray(out, n + 2 * WIDTH);
        a3.intoArray(out, n + 3 * WIDTH);
    }
}
