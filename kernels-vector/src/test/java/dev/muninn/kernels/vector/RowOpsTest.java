package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.TestData.assertClose;
import static dev.muninn.kernels.vector.TestData.assertSameBits;
import static dev.muninn.kernels.vector.TestData.randn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOpsTest {
    private static final float EPS = 1e-6f;
    private static final Kernels REFERENCE = new ScalarKernels();
    private static Kernels kernels;

    @BeforeAll
    static void open() {
        kernels = new VectorProvider().open(KernelOptions.exact(2));
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 12, 31, 40, 63, 64, 65, 80, 257, 1344})
    void matchReference(int width) {
        for (int rows : new int[] {1, 2, 7, 70}) {
            int count = rows * width;
            float[] x = randn(count, 1);
            float[] y = randn(count, 2);
            float[] gain = randn(width, 3);
            String what = rows + " rows of " + width;

            float[] wanted = new float[count];
            float[] found = new float[count];
            REFERENCE.rmsNorm(wanted, x, gain, rows, width, EPS);
            kernels.rmsNorm(found, x, gain, rows, width, EPS);
            assertClose(found, wanted, 1e-5f, "rmsNorm of " + what);
            float[] inPlace = x.clone();
            kernels.rmsNorm(inPlace, inPlace, gain, rows, width, EPS);
            assertSameBits(inPlace, found, "rmsNorm in place of " + what);

            REFERENCE.addRmsNorm(wanted, x, y, gain, rows, width, EPS);
            kernels.addRmsNorm(found, x, y, gain, rows, width, EPS);
            assertClose(found, wanted, 1e-5f, "addRmsNorm of " + what);
            float[] inPlaceOfX = x.clone();
            kernels.addRmsNorm(inPlaceOfX, inPlaceOfX, y, gain, rows, width, EPS);
            assertSameBits(inPlaceOfX, found, "addRmsNorm in place of x, " + what);
            float[] inPlaceOfY = y.clone();
            kernels.addRmsNorm(inPlaceOfY, x, inPlaceOfY, gain, rows, width, EPS);
            assertSameBits(inPlaceOfY, found, "addRmsNorm in place of y, " + what);

            float[] sum = x.clone();
            kernels.add(sum, y, count);
            for (int i = 0; i < count; i++) {
                assertThat(sum[i]).isEqualTo(x[i] + y[i]);
            }

            float[] gateUp = randn(2 * count, 4);
            REFERENCE.swiGlu(wanted, gateUp, rows, width);
            kernels.swiGlu(found, gateUp, rows, width);
            assertClose(found, wanted, 4e-6f, "swiGlu of " + what);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 15, 16, 31, 42, 257, 1344})
    void multiplyAddMatchesReferenceWhereverItStarts(int count) {
        for (int at : new int[] {0, 1, 5, 16}) {
            float[] x = randn(at + count + 3, 1);
            float[] y = randn(2 * at + count, 2);
            float[] gain = randn(count + 7, 3);
            String what = count + " from " + at;

            float[] wanted = x.clone();
            float[] found = x.clone();
            REFERENCE.multiplyAdd(wanted, at, y, 2 * at, gain, 7, count);
            kernels.multiplyAdd(found, at, y, 2 * at, gain, 7, count);
            assertClose(found, wanted, 1e-6f, "multiplyAdd of " + what);
            for (int i = 0; i < count; i++) {
                float fused = Math.fma(y[2 * at + i], gain[7 + i], x[at + i]);
                assertThat(found[at + i]).as(what).isEqualTo(fused);
            }
            Arrays.fill(x, at, at + count, 0);
            Arrays.fill(found, at, at + count, 0);
            assertSameBits(found, x, "the rest of multiplyAdd of " + what);

            float[] own = y.clone();
            kernels.multiplyAdd(own, 2 * at, own, 2 * at, gain, 7, count);
            for (int i = 0; i < count; i++) {
                float v = y[2 * at + i];
                assertThat(own[2 * at + i]).as(what).isEqualTo(Math.fma(v, gain[7 + i], v));
            }
        }
    }

    @Test
    void addLeavesTheRestAlone() {
        float[] x = {1, 2, 3, 4};
        kernels.add(x, new float[] {1, 1, 1, 1}, 2);
        assertThat(x).containsExactly(2, 3, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 257, 5280})
    void aRowIsTheSameAloneAndInACrowd(int width) {
        int rows = 40;
        float[] x = randn(rows * width * 2, 1);
        float[] gain = randn(width, 2);
        float[] normed = new float[rows * width];
        float[] gated = new float[rows * width];
        kernels.rmsNorm(normed, x, gain, rows, width, EPS);
        kernels.swiGlu(gated, x, rows, width);
        for (int m = 0; m < rows; m++) {
            float[] alone = new float[width];
            kernels.rmsNorm(alone, Arrays.copyOfRange(x, m * width, (m + 1) * width), gain, 1, width, EPS);
            assertSameBits(Arrays.copyOfRange(normed, m * width, (m + 1) * width), alone, "rmsNorm row " + m);
            kernels.swiGlu(alone, Arrays.copyOfRange(x, 2 * m * width, 2 * (m + 1) * width), 1, width);
            assertSameBits(Arrays.copyOfRange(gated, m * width, (m + 1) * width), alone, "swiGlu row " + m);
        }
    }

    @Test
    void compiledCodeGivesTheBitsOfTheInterpreter() {
        int width = 75;
        float[] x = randn(2 * width, 1);
        float[] gain = randn(width, 2);
        float[] first = new float[width];
        float[] firstGated = new float[width];
        kernels.rmsNorm(first, x, gain, 1, width, EPS);
        kernels.swiGlu(firstGated, x, 1, width);
        float[] out = new float[width];
        for (int i = 0; i < 20_000; i++) {
            kernels.rmsNorm(out, x, gain, 1, width, EPS);
        }
        assertSameBits(out, first, "rmsNorm");
        for (int i = 0; i < 20_000; i++) {
            kernels.swiGlu(out, x, 1, width);
        }
        assertSameBits(out, firstGated, "swiGlu");
    }

    @Test
    void exponentialIsRightWithinTwoUlps() {
        float[] in = new float[Lanes.WIDTH];
        float[] out = new float[Lanes.WIDTH];
        for (float x = -103f; x < 88.7f; x += 0.00713f * Lanes.WIDTH) {
            for (int i = 0; i < in.length; i++) {
                in[i] = x + i * 0.00713f;
            }
            Lanes.exp(out, 0, in, 0, in.length, 1f, 0f);
            for (int i = 0; i < in.length; i++) {
                double wanted = Math.exp(in[i]);
                float ulp = Math.ulp((float) wanted);
                if (wanted < Float.MAX_VALUE && !(Math.abs(out[i] - wanted) <= 2 * ulp)) {
                    assertThat((double) out[i]).as("exp(%s)", in[i]).isEqualTo(wanted);
                }
            }
        }
    }

    @Test
    void exponentialAtTheEnds() {
        assertThat(exp(0f)).isEqualTo(1f);
        assertThat(exp(-0f)).isEqualTo(1f);
        assertThat(exp(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        assertThat(exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(-1e30f)).isEqualTo(0f);
        assertThat(exp(1e30f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(88.73f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(-104.5f)).isEqualTo(0f);
        assertThat(exp(Float.NaN)).isNaN();
        assertThat(exp(1e-40f)).isEqualTo(1f);
    }

    private static float exp(float x) {
        float[] values = new float[Lanes.WIDTH];
        Arrays.fill(values, x);
        Lanes.exp(values, 0, values, 0, values.length, 1f, 0f);
        return values[Lanes.WIDTH - 1];
    }
}
