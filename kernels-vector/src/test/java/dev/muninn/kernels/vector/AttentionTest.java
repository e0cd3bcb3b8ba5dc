package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.TestData.assertClose;
import static dev.muninn.kernels.vector.TestData.assertSameBits;
import static dev.muninn.kernels.vector.TestData.randn;

import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.kernels.ScalarKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionTest {
    private static final Kernels REFERENCE = new ScalarKernels();
    private static Kernels one;
    private static Kernels two;
    private static Arena arena;

    @BeforeAll
    static void open() {
        one = new VectorProvider().open(KernelOptions.exact(1));
        two = new VectorProvider().open(KernelOptions.exact(2));
        arena = Arena.ofShared();
    }

    @AfterAll
    static void close() {
        one.close();
        two.close();
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"4,4,8", "5,5,12", "4,2,16", "6,2,20", "3,1,64", "55,55,96", "8,2,128"})
    void matchesReference(int heads, int kvHeads, int headWidth) {
        int stride = heads * headWidth + 5;
        for (KvFormat format : KvFormat.values()) {
            MemorySegment[] pages = TestData.pages(arena, 130, kvHeads * headWidth, format, headWidth);
            for (int entries : new int[] {1, 2, 15, 16, 17, 100, 130}) {
                KvView[] views = {
                    TestData.view(pages, entries, 16),
                    TestData.view(pages, (entries + 1) / 2, 16),
                    TestData.view(pages, 1, 1)
                };
                float[] q = randn(3 * stride, entries);
                float[] wanted = new float[3 * heads * headWidth];
                float[] found = new float[3 * heads * headWidth];
                Arrays.fill(found, Float.NaN);
                REFERENCE.attention(wanted, q, stride, 3, views, format, heads, kvHeads, headWidth);
                two.attention(found, q, stride, 3, views, format, heads, kvHeads, headWidth);
                assertClose(found, wanted, 5e-6f, format + " " + entries + " entries of " + headWidth);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void neitherRunsNorCrowdNorThreadsChangeBits(KvFormat format) {
        int heads = 10;
        int headWidth = 72;
        int width = heads * headWidth;
        MemorySegment[] pages = TestData.pages(arena, 200, width, format, 1);
        // the same entries a second time, elsewhere: so that neighbours of one run can be cut apart
        MemorySegment[] copies = new MemorySegment[pages.length];
        for (int i = 0; i < pages.length; i++) {
            copies[i] = arena.allocate(pages[i].byteSize(), 64).copyFrom(pages[i]);
        }
        int rows = 24;
        KvView[] views = new KvView[rows];
        for (int m = 0; m < rows; m++) {
            views[m] = TestData.view(pages, 177 + m, 16);
        }
        float[] q = randn(rows * width, 2);
        float[] crowd = new float[rows * width];
        two.attention(crowd, q, width, rows, views, format, heads, heads, headWidth);
        float[] single = new float[rows * width];
        one.attention(single, q, width, rows, views, format, heads, heads, headWidth);
        assertSameBits(single, crowd, "one thread");
        for (int m = 0; m < rows; m++) {
            KvView cut = new KvView();
            for (int i = 0; i < 177 + m; i++) {
                MemorySegment[] from = i % 3 == 0 ? copies : pages;
                cut.add(from[i / KvView.PAGE], i % KvView.PAGE);
            }
            float[] alone = new float[width];
            float[] rowQ = Arrays.copyOfRange(q, m * width, (m + 1) * width);
            two.attention(alone, rowQ, width, 1, new KvView[] {cut}, format, heads, heads, headWidth);
            assertSameBits(alone, Arrays.copyOfRange(crowd, m * width, (m + 1) * width), "row " + m);
        }
    }

    @Test
    void largeScoresDoNotOverflow() {
        MemorySegment[] pages = TestData.pages(arena, 40, 32, KvFormat.F32, 3);
        float[] q = randn(32, 4);
        for (int i = 0; i < q.length; i++) {
            q[i] *= 1000;
        }
        float[] wanted = new float[32];
        float[] found = new float[32];
        KvView[] views = {TestData.view(pages, 40, 16)};
        REFERENCE.attention(wanted, q, 32, 1, views, KvFormat.F32, 2, 2, 16);
        two.attention(found, q, 32, 1, views, KvFormat.F32, 2, 2, 16);
        assertClose(found, wanted, 1e-3f, "large scores");
    }

    @ParameterizedTest
    @EnumSource
    void compiledCodeGivesTheBitsOfTheInterpreter(KvFormat format) {
        int headWidth = 84;
        MemorySegment[] pages = TestData.pages(arena, 20, headWidth, format, 5);
        KvView[] views = {TestData.view(pages, 20, 16)};
        float[] q = randn(headWidth, 6);
        float[] first = new float[headWidth];
        one.attention(first, q, headWidth, 1, views, format, 1, 1, headWidth);
        float[] out = new float[headWidth];
        for (int i = 0; i < 20_000; i++) {
            one.attention(out, q, headWidth, 1, views, format, 1, 1, headWidth);
        }
        assertSameBits(out, first, format.name());
    }
}
