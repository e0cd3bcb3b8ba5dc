package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.INTS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.PanelLayout.HALF;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * One row of activations times one panel. Bound by memory, so each format has its own loop that unpacks in registers. Every
 * output element is the same chain of operations as in {@link TileMatmul}: acc = fma(x[k], w[k], acc) in order of k; with
 * quantized weights a chain over the codes of each group, then acc = fma(scale, group, acc).
 */
final class RowMatmul {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int VECTOR = WIDTH * Float.BYTES;

    private RowMatmul() {}

    /** {@code x} is padded with zeros to {@code layout.paddedCols()}. */
    static void panel(float[] out, float[] x, PackedWeight weight, int panel) {
        PanelLayout layout = weight.layout();
        MemorySegment w = weight.segment();
        long at = weight.at(panel);
        int n = panel * PANEL;
        switch (layout.format()) {
            case F32 -> f32(out, n, layout.rows(), x, layout.cols(), w, at);
            case BF16 -> bf16(out, n, layout.rows(), x, layout.cols(), w, at);
            case INT8, INT8_ROW -> int8(out, n, layout.rows(), x, layout.groups(), layout.group(), w, at);
            case INT4 -> int4(out, n, layout.rows(), x, layout.groups(), w, at);
        }
    }

    private static void f32(float[] out, int n, int rows, float[] x, int cols, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < cols; k++) {
            long line = at + (long) k * (PANEL * Float.BYTES);
            FloatVector xk = FloatVector.broadcast(FLOATS, x[k]);
            a0 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line, NATIVE), a0);
            a1 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + VECTOR, NATIVE), a1);
            a2 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + 2 * VECTOR, NATIVE), a2);
            a3 = xk.fma(FloatVector.fromMemorySegment(FLOATS, w, line + 3 * VECTOR, NATIVE), a3);
        }
        store(out, n, rows, a0, a1, a2, a3);
    }

    private static void bf16(float[] out, int n, int rows, float[] x, int cols, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < cols; k++) {
            long line = at + (long) k * (HALF * Integer.BYTES);
            FloatVector xk = FloatVector.broadcast(FLOATS, x[k]);
            IntVector pairs0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
            IntVector pairs1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
            a0 = xk.fma(Lanes.lowBf16(pairs0), a0);
            a1 = xk.fma(Lanes.lowBf16(pairs1), a1);
            a2 = xk.fma(Lanes.highBf16(pairs0), a2);
            a3 = xk.fma(Lanes.highBf16(pairs1), a3);
        }
        store(out, n, rows, a0, a1, a2, a3);
    }

    private static void int8(
            float[] out, int n, int rows, float[] x, int groups, int group, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        long codes = at;
        for (int g = 0; g < groups; g++) {
            FloatVector g0 = FloatVector.zero(FLOATS);
            FloatVector g1 = g0;
            FloatVector g2 = g0;
            FloatVector g3 = g0;
            for (int k = 0; k < group; k += 4) {
                long line = codes + (long) k * PANEL;
                IntVector w0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
                IntVector w1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
                IntVector w2 = IntVector.fromMemorySegment(INTS, w, line + 2 * VECTOR, NATIVE);
                IntVector w3 = IntVector.fromMemorySegment(INTS, w, line + 3 * VECTOR, NATIVE);
                int xAt = g * group + k;
                for (int i = 0; i < 4; i++) {
                    FloatVector xk = FloatVector.broadcast(FLOATS, x[xAt + i]);
                    g0 = xk.fma(PanelReader.code8(w0, i), g0);
                    g1 = xk.fma(PanelReader.code8(w1, i), g1);
                    g2 = xk.fma(PanelReader.code8(w2, i), g2);
                    g3 = xk.fma(PanelReader.code8(w3, i), g3);
                }
            }
            long scales = codes + (long) group * PANEL;
            IntVector s0 = IntVector.fromMemorySegment(INTS, w, scales, NATIVE);
            IntVector s1 = IntVector.fromMemorySegment(INTS, w, scales + VECTOR, NATIVE);
            a0 = Lanes.lowBf16(s0).fma(g0, a0);
            a1 = Lanes.lowBf16(s1).fma(g1, a1);
            a2 = Lanes.highBf16(s0).fma(g2, a2);
            a3 = Lanes.highBf16(s1).fma(g3, a3);
            codes = scales + HALF * Integer.BYTES;
        }
        store(out, n, rows, a0, a1, a2, a3);
    }

    private static void int4(float[] out, int n, int rows, float[] x, int groups, MemorySegment w, long at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int g = 0; g < groups; g++) {
            long codes = at + (long) g * (32 * HALF + HALF * Integer.BYTES);
            FloatVector g0 = FloatVector.zero(FLOATS);
            FloatVector g1 = g0;
            FloatVector g2 = g0;
            FloatVector g3 = g0;
            for (int k = 0; k < 32; k += 8) {
                long line = codes + (long) k * HALF;
                IntVector w0 = IntVector.fromMemorySegment(INTS, w, line, NATIVE);
                IntVector w1 = IntVector.fromMemorySegment(INTS, w, line + VECTOR, NATIVE);
                IntVector w2 = IntVector.fromMemorySegment(INTS, w, line + 2 * VECTOR, NATIVE);
                IntVector w3 = IntVector.fromMemorySegment(INTS, w, line + 3 * VECTOR, NATIVE);
                int xAt = g * 32 + k;
                for (int i = 0; i < 8; i++) {
                    FloatVector xk = FloatVector.broadcast(FLOATS, x[xAt + i]);
                    g0 = xk.fma(PanelReader.code4(w0, i), g0);
                    g1 = xk.fma(PanelReader.code4(w1, i), g1);
                    g2 = xk.fma(PanelReader.code4(w2, i), g2);
                    g3 = xk.fma(PanelReader.code4(w3, i), g3);
                }
            }
            IntVector s0 = IntVector.fromMemorySegment(INTS, w, codes + 32 * HALF, NATIVE);
            IntVector s1 = IntVector.fromMemorySegment(INTS, w, codes + 32 * HALF + VECTOR, NATIVE);
            a0 = Lanes.lowBf16(s0).fma(g0, a0);
            a1 = Lanes.lowBf16(s1).fma(g1, a1);
            a2 = Lanes.highBf16(s0).fma(g2, a2);
            a3 = Lanes.highBf16(s1).fma(g3, a3);
        }
        store(out, n, rows, a0, a1, a2, a3);
    }

    /** Writes the lanes of a panel that are rows of the weight. */
    private static void store(
            float[] out, int n, int rows, FloatVector a0, FloatVector a1, FloatVector a2, FloatVector a3) {
        if (n + PANEL <= rows) {
            a0.intoArray(out, n);
            a1.intoArray(out, n + WIDTH);
            a2.intoArray(out, n + 2 * WIDTH);
            a3.intoArray(out, n + 3 * WIDTH);
        } else {
            a0.intoArray(out, n, Lanes.tail(n, rows));
            a1.intoArray(out, n + WIDTH, Lanes.tail(n + WIDTH, rows));
            a2.intoArray(out, n + 2 * WIDTH, Lanes.tail(n + 2 * WIDTH, rows));
            a3.intoArray(out, n + 3 * WIDTH, Lanes.tail(n + 3 * WIDTH, rows));
        }
    }
}
