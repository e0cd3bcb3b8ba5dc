package dev.muninn.kernels.training;

import static dev.muninn.kernels.training.Slopes.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarLinearKernelsTest {
    private static final int AT = 3;
    private final LinearKernels linear = new ScalarLinearKernels(Precision.F32);

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 7, 3", "4, 9, 13"})
    void gradientsAreSlopes(int m, int n, int k) {
        float[] x = normal(m * k, 1);
        float[] w = normal(AT + n * k, 2);
        float[] dy = normal(m * n, 3);
        float[] y = new float[m * n];
        float[] dx = new float[m * k];
        float[] dw = new float[AT + n * k];
        linear.backwardInput(dx, false, dy, m, w, AT, n, k);
        linear.backwardWeight(dw, AT, dy, x, m, n, k);
        Slopes.check("dx", dx, x, dy, () -> forward(y, x, m, w, n, k));
        Slopes.check("dw", dw, w, dy, () -> forward(y, x, m, w, n, k));
    }

    private float[] forward(float[] y, float[] x, int m, float[] w, int n, int k) {
        linear.forward(y, x, m, w, AT, n, k);
        return y;
    }

    @Test
    void addsWhereItSaysSo() {
        float[] w = normal(6, 1);
        float[] dy = normal(4, 2);
        float[] once = new float[6];
        linear.backwardInput(once, false, dy, 2, w, 0, 2, 3);
        float[] added = new float[6];
        Arrays.fill(added, 1f);
        linear.backwardInput(added, true, dy, 2, w, 0, 2, 3);
        for (int i = 0; i < 6; i++) {
            assertThat(added[i]).isCloseTo(once[i] + 1, within(1e-6f));
        }
    }

    /** 1 + 2⁻⁹ is 1 in bf16, exactly half way to the next: both factors are rounded, the sum is not. */
    @Test
    void bfloat16RoundsFactorsOnly() {
        float[] y = new float[1];
        float near = 1 + 0x1p-9f;
        new ScalarLinearKernels(Precision.BF16)
                .forward(y, new float[] {near, 0x1p-9f}, 1, new float[] {near, 1}, 0, 1, 2);
        assertThat(y[0]).isEqualTo(1 + 0x1p-9f);
    }

    @Test
    void providersAreFound() {
        assertThat(LinearProvider.installed().getLast().name()).isEqualTo("scalar");
        assertThat(TrainingKernelProvider.installed().getLast().name()).isEqualTo("scalar");
    }
}
