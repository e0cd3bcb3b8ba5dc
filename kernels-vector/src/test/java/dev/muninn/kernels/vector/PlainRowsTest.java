package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.TestData.assertSameBits;
import static dev.muninn.kernels.vector.TestData.randn;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A cold process computes in plain loops, a warm one on vectors: the bits are the same. */
class PlainRowsTest {
    private static final int[] WIDTHS = {1, 3, 15, 16, 17, 63, 64, 65, 100, 257};
    private static final int ROWS = 3;

    /** Runs an operation on both kinds of kernels, each writing to an array of its own. */
    private static void compare(int size, String what, BiConsumer<Kernels, float[]> operation) {
        try (Kernels cold = new VectorKernels(2, Long.MAX_VALUE);
                Kernels warm = new VectorKernels(2, 0)) {
            float[] found = randn(size, 9);
            float[] wanted = found.clone();
            operation.accept(cold, found);
            operation.accept(warm, wanted);
            assertSameBits(found, wanted, what);
        }
    }

    private static float[] scaled(int size, long seed, float factor) {
        float[] x = randn(size, seed);
        for (int i = 0; i < size; i++) {
            x[i] *= factor;
        }
        return x;
    }

    @Test
    void norms() {
        for (int width : WIDTHS) {
            float[] x = randn(ROWS * width, 1);
            float[] y = randn(ROWS * width, 2);
            float[] gain = randn(width, 3);
            compare(ROWS * width, "norm " + width, (k, out) -> k.rmsNorm(out, x, gain, ROWS, width, 1e-6f));
            compare(ROWS * width, "sum " + width, (k, out) -> k.addRmsNorm(out, x, y, gain, ROWS, width, 1e-6f));
        }
    }

    @Test
    void gates() {
        for (int width : WIDTHS) {
            for (float factor : new float[] {1, 60, 1e30f}) { // e^x overflows and underflows
                float[] x = scaled(ROWS * 2 * width, 4, factor);
                x[0] = Float.NaN;
                x[x.length - 1] = -0f;
                compare(ROWS * width, "swiGlu " + width, (k, out) -> k.swiGlu(out, x, ROWS, width));
            }
        }
    }

    @Test
    void sums() {
        for (int count : WIDTHS) {
            float[] y = randn(count + 5, 5);
            float[] gain = randn(count + 5, 6);
            compare(count + 5, "add", (k, x) -> k.add(x, y, count));
            compare(count + 5, "multiplyAdd", (k, x) -> k.multiplyAdd(x, 5, y, 2, gain, 3, count));
        }
    }

    @Test
    void attention() {
        for (int headWidth : new int[] {2, 16, 24, 40, 64}) {
            for (int entries : new int[] {1, 15, 16, 17, 100, 300}) {
                int heads = 6;
                int kvHeads = 2;
                int width = kvHeads * headWidth;
                int stride = heads * headWidth;
                try (Arena arena = Arena.ofShared()) {
                    KvView[] views = new KvView[ROWS];
                    Arrays.fill(
                            views, TestData.view(TestData.pages(arena, entries, width, KvFormat.F32, 7), entries, 16));
                    float[] q = scaled(ROWS * stride, 8, 3);
                    compare(
                            ROWS * stride,
                            "attention " + headWidth + " " + entries,
                            (k, out) ->
                                    k.attention(out, q, stride, ROWS, views, KvFormat.F32, heads, kvHeads, headWidth));
                }
            }
        }
    }
}
