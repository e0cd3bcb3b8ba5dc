package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.TestData.randn;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.muninn.kernels.training.Angles;
import dev.muninn.kernels.training.Heads;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.TrainingKernels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a long training run relies on: the same bits whoever calls and however warm, and nothing allocated once warm. */
class SteadyTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROWS = 70;
    private static final int LENGTH = 35;
    private static final int HEADS = 2;
    private static final int HEAD_WIDTH = 20;
    private static final int WIDTH = HEADS * HEAD_WIDTH;
    private static final int TAPS = 4;
    private static final int RESULTS = 23;

    /** Every kernel of a block once, on data of its own. */
    private static final class Block {
        private final TrainingKernels kernels = new VectorTrainingProvider().open();
        private final float[] x = randn(ROWS * WIDTH, 1);
        private final float[] dy = randn(ROWS * WIDTH, 2);
        private final float[] gain = randn(WIDTH, 3);
        private final float[] taps = randn(TAPS * WIDTH, 4);
        private final float[] angles = randn(LENGTH * HEAD_WIDTH / 2, 5);
        private final List<Angles> bothKinds =
                List.of(new Angles(true, HEAD_WIDTH, angles, angles), new Angles(false, HEAD_WIDTH, angles, angles));
        private final Heads shape = new Heads(HEADS, HEADS, HEAD_WIDTH);
        private final float[] firstQkv = randn(3 * ROWS * WIDTH, 6);
        private final float[] firstLogits = randn(ROWS * 3 * WIDTH, 7);
        private final float[] weight = randn(ROWS, 8);
        private final float[] bias = randn(2 * WIDTH, 9);
        private final int[] documentStart = new int[ROWS];
        private final int[] targets = new int[ROWS];
        private final boolean[] correct = new boolean[ROWS];

        private final float[] qkv = new float[3 * ROWS * WIDTH];
        private final float[] logits = new float[ROWS * 3 * WIDTH];
        private final float[] dQkv = new float[3 * ROWS * WIDTH];
        private final float[] y = new float[ROWS * WIDTH];
        private final float[] sum = new float[ROWS * WIDTH];
        private final float[] normed = new float[ROWS * WIDTH];
        private final float[] out = new float[ROWS * WIDTH];
        private final float[] dx = new float[ROWS * WIDTH];
        private final float[] dConvolved = new float[ROWS * WIDTH];
        private final float[] gated = new float[ROWS * WIDTH];
        private final float[] dGateUp = new float[2 * ROWS * WIDTH];
        private final float[] inverse = new float[ROWS];
        private final float[] logSum = new float[ROWS * HEADS];
        private final float[] normedHeads = new float[3 * ROWS * WIDTH];
        private final float[] headInverse = new float[ROWS * HEADS];
        private final float[] teacher = new float[3 * ROWS * WIDTH];
        private final float[] divergences = new float[ROWS];
        private final float[] losses = new float[ROWS];
        private final float[] dGain = new float[WIDTH];
        private final float[] dTaps = new float[TAPS * WIDTH];
        private final float[] dBias = new float[2 * WIDTH];

        Block() {
            for (int m = 0; m < ROWS; m++) {
                documentStart[m] = m - m % LENGTH + (m % LENGTH >= 20 ? 20 : 0);
                targets[m] = m;
            }
        }

        void run() {
            Arrays.fill(dGain, 0f);
            Arrays.fill(dTaps, 0f);
            Arrays.fill(dBias, 0f);
            System.arraycopy(firstQkv, 0, qkv, 0, qkv.length);
            System.arraycopy(firstLogits, 0, logits, 0, logits.length);
            int b = ROWS / LENGTH;
            kernels.addRmsNorm(normed, sum, inverse, x, dy, gain, 0, ROWS, WIDTH, 1e-6f);
            kernels.rmsNorm(normed, inverse, x, gain, 0, ROWS, WIDTH, 1e-6f);
            kernels.rmsNormBackward(dx, false, dGain, 0, dy, x, inverse, gain, 0, ROWS, WIDTH);
            kernels.shortConvolution(y, x, taps, 0, TAPS, documentStart, ROWS, WIDTH);
            kernels.shortConvolutionBackward(dConvolved, dTaps, 0, dy, x, taps, 0, TAPS, documentStart, ROWS, WIDTH);
            for (Angles table : bothKinds) {
                kernels.rotate(qkv, 3 * WIDTH, 2 * HEADS, table, bias, 0, 2 * WIDTH, b, LENGTH);
            }
            kernels.attention(out, logSum, qkv, documentStart, b, LENGTH, shape);
            kernels.attentionBackward(dQkv, dy, out, logSum, qkv, documentStart, b, LENGTH, shape);
            for (Angles table : bothKinds) {
                kernels.rotateBackward(dQkv, 3 * WIDTH, 2 * HEADS, table, dBias, 0, 2 * WIDTH, b, LENGTH);
            }
            kernels.headNorm(normedHeads, headInverse, qkv, 3 * WIDTH, WIDTH, HEADS, HEAD_WIDTH, gain, 0, ROWS, 1e-6f);
            kernels.headNormBackward(
                    dQkv, dGain, 0, qkv, headInverse, 3 * WIDTH, WIDTH, HEADS, HEAD_WIDTH, gain, 0, ROWS);
            kernels.addBias(y, WIDTH, bias, 0, ROWS, WIDTH);
            kernels.addBiasBackward(dBias, 0, y, WIDTH, ROWS, WIDTH);
            kernels.addColumns(qkv, 3 * WIDTH, 3, y, 0.5f, ROWS, WIDTH);
            kernels.add(sum, sum, y, ROWS * WIDTH);
            kernels.swiGlu(gated, qkv, ROWS, WIDTH);
            kernels.swiGluBackward(dGateUp, dy, qkv, ROWS, WIDTH);
            System.arraycopy(firstQkv, 0, teacher, 0, teacher.length);
            kernels.divergence(teacher, divergences, logits, weight, ROWS, 3 * WIDTH);
            kernels.crossEntropy(logits, losses, correct, targets, weight, ROWS, 3 * WIDTH);
        }

        List<float[]> results() {
            return List.of(
                    normed,
                    sum,
                    inverse,
                    dx,
                    dGain,
                    y,
                    dConvolved,
                    dTaps,
                    qkv,
                    out,
                    logSum,
                    dQkv,
                    dBias,
                    gated,
                    dGateUp,
                    normedHeads,
                    teacher,
                    divergences,
                    logits,
                    losses);
        }
    }

    /** The three products on data of their own. */
    private static final class Products {
        private static final int N = 77;
        private static final int K = 150;
        private final LinearKernels kernels;
        private final float[] dy = randn(ROWS * 3 * N, 1);
        private final float[] x = randn(ROWS * 3 * K, 2);
        private final float[] w = randn(N * K, 3);
        private final float[] y = new float[ROWS * 3 * N];
        private final float[] dx = new float[ROWS * 3 * K];
        private final float[] dw = new float[N * K];

        Products(LinearKernels kernels) {
            this.kernels = kernels;
        }

        void run() {
            Arrays.fill(dw, 0f);
            kernels.forward(y, x, ROWS * 3, w, 0, N, K);
            kernels.backwardInput(dx, false, dy, ROWS * 3, w, 0, N, K);
            kernels.backwardWeight(dw, 0, dy, x, ROWS * 3, N, K);
        }

        List<float[]> results() {
            return List.of(y, dx, dw);
        }
    }

    /** Runs until a batch of calls allocates nothing; fails if there is none. */
    private static void assertNoneInTheEnd(Runnable call) {
        long allocated = Long.MAX_VALUE;
        for (int batch = 0; batch < 300 && allocated > 0; batch++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                call.run();
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes allocated by a batch of calls").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void productsAllocateNothingInTheEnd(Precision precision) {
        try (LinearKernels kernels = new VectorLinearProvider().open(precision)) {
            Products products = new Products(kernels);
            assertNoneInTheEnd(products::run);
        }
    }

    @Test
    void kernelsAllocateNothingInTheEnd() {
        Block block = new Block();
        assertNoneInTheEnd(block::run);
    }

    /** Bits after 1 and after many calls, on two threads side by side: all must be the same. */
    @Test
    void bitsDependOnNeitherThreadNorWarmth() throws InterruptedException, ExecutionException {
        try (LinearKernels kernels = new VectorLinearProvider().open(Precision.F32);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<int[]>>> all = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                Callable<List<int[]>> task = () -> bits(new Block(), new Products(kernels));
                all.add(threads.submit(task));
            }
            List<int[]> first = all.get(0).get();
            List<int[]> second = all.get(1).get();
            assertThat(first).hasSize(2 * RESULTS);
            for (int i = 0; i < RESULTS; i++) {
                assertThat(first.get(i)).as("result %d of the first call", i).isEqualTo(second.get(i));
                assertThat(first.get(RESULTS + i)).as("result %d when warm", i).isEqualTo(first.get(i));
                assertThat(second.get(RESULTS + i)).as("result %d when warm", i).isEqualTo(first.get(i));
            }
        }
    }

    private static List<int[]> bits(Block block, Products products) {
        List<int[]> bits = new ArrayList<>();
        for (int call = 0; call < 400; call++) {
            block.run();
            products.run();
            if (call == 0 || call == 399) {
                block.results().forEach(result -> bits.add(bits(result)));
                products.results().forEach(result -> bits.add(bits(result)));
            }
        }
        return bits;
    }

    private static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(x[i]));
        return bits;
    }
}
