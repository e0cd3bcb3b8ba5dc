package dev.muninn.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnednnLinearTest {
    private static final List<Problem> PROBLEMS = List.of(
            new Problem(1, 1, 1, 0),
            new Problem(1, 17, 5, 1),
            new Problem(3, 1, 33, 2),
            new Problem(7, 13, 1, 3),
            new Problem(31, 47, 63, 5),
            new Problem(64, 64, 64, 0),
            new Problem(65, 341, 64, 7),
            new Problem(130, 129, 257, 1001),
            new Problem(515, 24, 40, 11));

    @ParameterizedTest
    @EnumSource
    void productsAreThoseOfPlainLoops(Precision precision) {
        try (LinearKernels kernels = Here.open(precision)) {
            for (Problem problem : PROBLEMS) {
                problem.checkForward(kernels);
                problem.checkBackwardInput(kernels, false);
                problem.checkBackwardInput(kernels, true);
                problem.checkBackwardWeight(kernels);
            }
        }
    }

    /** Wherever the arrays lie and whoever else computes. */
    @ParameterizedTest
    @EnumSource
    void theSameArgumentsGiveTheSameBitsOnEveryThread(Precision precision) throws Exception {
        Problem problem = new Problem(200, 171, 96, 0);
        try (LinearKernels kernels = Here.open(precision);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<float[]> expected = products(kernels, problem, 0);
            Callable<Boolean> again = () -> {
                boolean same = true;
                for (int offset = 0; offset < 40; offset++) {
                    List<float[]> found = products(kernels, problem, offset);
                    for (int i = 0; i < found.size(); i++) {
                        same &= Arrays.equals(found.get(i), expected.get(i));
                    }
                }
                return same;
            };
            for (Future<Boolean> same : threads.invokeAll(List.of(again, again, again, again))) {
                assertThat(same.get()).isTrue();
            }
        }
    }

    /** The three products, the weight at another place and in an array of another age. */
    private static List<float[]> products(LinearKernels kernels, Problem problem, int offset) {
        int size = problem.n * problem.k;
        float[] w = new float[offset + size];
        System.arraycopy(problem.w, 0, w, offset, size);
        float[] y = new float[problem.rows * problem.n];
        kernels.forward(y, problem.x, problem.rows, w, offset, problem.n, problem.k);
        float[] dx = new float[problem.rows * problem.k];
        kernels.backwardInput(dx, false, problem.dy, problem.rows, w, offset, problem.n, problem.k);
        float[] dw = new float[offset + size];
        kernels.backwardWeight(dw, offset, problem.dy, problem.x, problem.rows, problem.n, problem.k);
        return List.of(y, dx, Arrays.copyOfRange(dw, offset, offset + size));
    }

    /** Native code would write past the end without a word. */
    @ParameterizedTest
    @EnumSource
    void arraysThatAreTooShortAreRefused(Precision precision) {
        try (LinearKernels kernels = Here.open(precision)) {
            float[] four = new float[4];
            float[] three = new float[3];
            assertThatThrownBy(() -> kernels.forward(three, four, 2, four, 0, 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.forward(four, three, 2, four, 0, 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.forward(four, four, 2, four, 1, 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.backwardWeight(four, 1, four, four, 2, 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
