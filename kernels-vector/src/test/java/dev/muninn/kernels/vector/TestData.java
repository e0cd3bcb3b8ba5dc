package dev.muninn.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Random inputs and comparisons. */
public final class TestData {
    private TestData() {}

    public static float[] randn(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static MatrixSource matrix(int rows, int cols, long seed) {
        return MatrixSource.of("test.weight", randn(rows * cols, seed), rows, cols);
    }

    /** Every element within {@code tolerance} of what is wanted. */
    public static void assertClose(float[] found, float[] wanted, float tolerance, String what) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            float distance = Math.abs(found[i] - wanted[i]);
            if (!(distance <= tolerance)) {
                assertThat(found[i])
                        .as("%s, element %d", what, i)
                        .isCloseTo(wanted[i], org.assertj.core.api.Assertions.within(tolerance));
            }
        }
    }

    public static void assertSameBits(float[] found, float[] wanted, String what) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            if (Float.floatToRawIntBits(found[i]) != Float.floatToRawIntBits(wanted[i])) {
                assertThat(Float.floatToRawIntBits(found[i]))
                        .as("%s, element %d: %s instead of %s", what, i, found[i], wanted[i])
                        .isEqualTo(Float.floatToRawIntBits(wanted[i]));
            }
        }
    }

    /** Pages of random keys and values for {@code entries} positions. */
    static MemorySegment[] pages(Arena arena, int entries, int width, KvFormat format, long seed) {
        Random random = new Random(seed);
        MemorySegment[] pages = new MemorySegment[(entries + KvView.PAGE - 1) / KvView.PAGE];
        for (int p = 0; p < pages.length; p++) {
            pages[p] = arena.allocate(2L * KvView.PAGE * width * format.bytes(), 64);
            for (long i = 0; i < 2L * KvView.PAGE * width; i++) {
                float value = (float) random.nextGaussian();
                switch (format) {
                    case F32 -> pages[p].setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
                    case BF16 -> pages[p].setAtIndex(ValueLayout.JAVA_SHORT, i, Bf16.fromFloat(value));
                }
            }
        }
        return pages;
    }

    /** The first {@code entries} positions, added in pieces of at most {@code piece}, so that runs end there where pages differ. */
    static KvView view(MemorySegment[] pages, int entries, int piece) {
        KvView view = new KvView();
        for (int i = 0; i < entries; ) {
            int length = Math.min(Math.min(piece, entries - i), KvView.PAGE - i % KvView.PAGE);
            view.addRun(pages[i / KvView.PAGE], i % KvView.PAGE, length);
            i += length;
        }
        return view;
    }
}
