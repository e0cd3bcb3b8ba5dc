package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.TestData.assertClose;
import static dev.muninn.kernels.vector.TestData.randn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.ScalarLinearKernels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The three products against the scalar reference, at shapes that fill no tile, panel or block. */
class LinearTest {
    private static final int AT = 5;
    private static final float GUARD = 1234.5f;

    static Stream<Arguments> shapes() {
        int[][] shapes = {
            {1, 1, 1},
            {1, 64, 64},
            {5, 3, 2},
            {6, 16, 16},
            {7, 17, 33},
            {12, 64, 128},
            {13, 65, 129},
            {31, 101, 47},
            {64, 96, 192},
            {129, 32, 48},
            {130, 341, 64},
            {257, 70, 300},
            {300, 130, 257},
        };
        return Arrays.stream(shapes)
                .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(p, s[0], s[1], s[2])));
    }

    private static LinearKernels open(Precision precision) {
        return new VectorLinearProvider().open(precision);
    }

    /** Random numbers between two guards, which must stay. */
    private static float[] guarded(int count, long seed) {
        float[] x = new float[AT + count + AT];
        Arrays.fill(x, GUARD);
        System.arraycopy(randn(count, seed), 0, x, AT, count);
        return x;
    }

    /** Of sums of {@code terms} products of standard normal numbers. */
    private static float tolerance(int terms) {
        return 2e-6f * (terms + 4);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void forward(Precision precision, int rows, int n, int k) {
        float[] x = randn(rows * k, 1);
        float[] w = guarded(n * k, 2);
        float[] found = randn(rows * n, 3);
        float[] wanted = new float[rows * n];
        new ScalarLinearKernels(precision).forward(wanted, x, rows, w, AT, n, k);
        try (LinearKernels kernels = open(precision)) {
            kernels.forward(found, x, rows, w, AT, n, k);
        }
        assertClose(found, wanted, tolerance(k), "y");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void backwardInput(Precision precision, int rows, int n, int k) {
        float[] dy = randn(rows * n, 1);
        float[] w = guarded(n * k, 2);
        for (boolean add : new boolean[] {false, true}) {
            float[] found = randn(rows * k, 3);
            float[] wanted = found.clone();
            new ScalarLinearKernels(precision).backwardInput(wanted, add, dy, rows, w, AT, n, k);
            try (LinearKernels kernels = open(precision)) {
                kernels.backwardInput(found, add, dy, rows, w, AT, n, k);
            }
            assertClose(found, wanted, tolerance(n), "dx, add " + add);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void backwardWeight(Precision precision, int rows, int n, int k) {
        float[] dy = randn(rows * n, 1);
        float[] x = randn(rows * k, 2);
        float[] found = guarded(n * k, 3);
        float[] wanted = found.clone();
        new ScalarLinearKernels(precision).backwardWeight(wanted, AT, dy, x, rows, n, k);
        try (LinearKernels kernels = open(precision)) {
            kernels.backwardWeight(found, AT, dy, x, rows, n, k);
        }
        assertClose(found, wanted, tolerance(rows), "dw");
        assertThat(found[AT - 1]).isEqualTo(GUARD);
        assertThat(found[AT + n * k]).isEqualTo(GUARD);
    }

    @Test
    void bf16RoundsTiesToEvenAndKeepsNotANumber() {
        float[] factors = {
            1f, 1f + 0x1p-8f, 1f + 3 * 0x1p-8f, Float.MAX_VALUE, Float.NaN, Float.intBitsToFloat(0x7FFFFFFF), -0f
        };
        float[] wanted = {1f, 1f, 1f + 0x1p-6f, Float.POSITIVE_INFINITY, Float.NaN, Float.NaN, 0f};
        float[] found = new float[factors.length];
        try (LinearKernels kernels = open(Precision.BF16)) {
            kernels.forward(found, factors, factors.length, new float[] {1f}, 0, 1, 1);
        }
        assertThat(found).containsExactly(wanted);
    }

    @Test
    void isPreferredToTheReference() {
        assertThat(LinearProvider.installed().getFirst()).isInstanceOf(VectorLinearProvider.class);
        try (LinearKernels kernels = open(Precision.BF16)) {
            assertThat(kernels.precision()).isEqualTo(Precision.BF16);
        }
    }
}
