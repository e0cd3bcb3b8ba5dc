package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.TestData.randn;

import dev.muninn.kernels.Limits;
import dev.muninn.kernels.training.Angles;
import dev.muninn.kernels.training.Heads;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.kernels.vector.VectorLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fast training kernels are on one thread, beside the multiply-adds that it could do in the same seconds. Run by hand, with the
 * launcher's JVM options and the module's test class path: {@code TrainingKernelsBench [f32|bf16|others] [rows] [widths]}.
 */
public final class TrainingKernelsBench {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;

    private final Limits.Meter meter = new VectorLimits().open(1, 1 << 20);
    private final int rows;

    private final int[] widths;

    private TrainingKernelsBench(int rows, int[] widths) {
        this.rows = rows;
        this.widths = widths;
    }

    public static void main(String[] args) {
        String what = args.length > 0 ? args[0] : "all";
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 2048;
        int[] widths = args.length > 2
                ? Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray()
                : new int[] {64, 128, 256, 512};
        TrainingKernelsBench bench = new TrainingKernelsBench(rows, widths);
        for (Precision precision : Precision.values()) {
            if (what.equals("all") || what.equalsIgnoreCase(precision.name())) {
                bench.linear(precision);
            }
        }
        if (what.equals("all") || what.equals("others")) {
            bench.others();
        }
    }

    /** Seconds of the processor's time that a call takes in the median round: others may want the machine as well. */
    private static double seconds(Runnable call) {
        long start = System.nanoTime();
        int calls = 0;
        for (; System.nanoTime() - start < 1_000_000_000L; calls++) {
            call.run();
        }
        int batch = Math.max(1, calls / 20);
        double[] rounds = new double[ROUNDS];
        for (int r = 0; r < ROUNDS; r++) {
            start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < batch; i++) {
                call.run();
            }
            rounds[r] = (THREADS.getCurrentThreadCpuTime() - start) / 1e9 / batch;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private double peak() {
        double best = 0;
        for (int i = 0; i < 6; i++) {
            best = Math.max(best, meter.floatOperationsPerSecond());
        }
        return best;
    }

    private void linear(Precision precision) {
        System.out.printf(Locale.ROOT, "%s, %d rows, one thread: GFLOP/s (share of peak)%n", precision, rows);
        System.out.println("      n      k    peak          forward   backwardInput  backwardWeight");
        try (LinearKernels kernels = new VectorLinearProvider().open(precision)) {
            for (int width : widths) {
                shape(kernels, width, width);
                shape(kernels, 3 * width, width);
                shape(kernels, 16 * width / 3, width);
                shape(kernels, width, 8 * width / 3);
            }
        }
    }

    private void shape(LinearKernels kernels, int n, int k) {
        float[] x = randn(rows * k, 1);
        float[] y = randn(rows * n, 2);
        float[] w = randn(n * k, 3);
        double peak = peak() / 1e9;
        double work = 2e-9 * rows * n * k;
        double forward = work / seconds(() -> kernels.forward(y, x, rows, w, 0, n, k));
        double input = work / seconds(() -> kernels.backwardInput(x, false, y, rows, w, 0, n, k));
        float[] dw = new float[n * k];
        float[] dy = randn(rows * n, 4);
        float[] xs = randn(rows * k, 5);
        double weight = work / seconds(() -> kernels.backwardWeight(dw, 0, dy, xs, rows, n, k));
        System.out.printf(
                Locale.ROOT,
                "%7d%7d%8.0f%10.0f (%.2f)%9.0f (%.2f)%9.0f (%.2f)%n",
                n,
                k,
                peak,
                forward,
                forward / peak,
                input,
                input / peak,
                weight,
                weight / peak);
    }

    private void others() {
        TrainingKernels kernels = new VectorTrainingProvider().open();
        for (int width : widths) {
            int inner = 8 * width / 3;
            float[] x = randn(rows * width, 1);
            float[] y = randn(rows * width, 2);
            float[] z = randn(rows * width, 3);
            float[] gain = randn(width, 4);
            float[] dGain = new float[4 * width];
            float[] inverse = new float[rows];
            float[] gateUp = randn(2 * rows * inner, 5);
            float[] gated = randn(rows * inner, 6);
            float[] dGateUp = new float[2 * rows * inner];
            float[] taps = randn(4 * width, 7);
            int[] start = new int[rows];
            int length = 256;
            for (int m = 0; m < rows; m++) {
                start[m] = m / length * length;
            }
            System.out.printf(Locale.ROOT, "%d rows of width %d, one thread%n", rows, width);
            print(
                    "addRmsNorm",
                    4 * rows * width,
                    () -> kernels.addRmsNorm(y, z, inverse, x, z, gain, 0, rows, width, 1e-6f));
            print(
                    "rmsNormBackward",
                    3 * rows * width,
                    () -> kernels.rmsNormBackward(z, false, dGain, 0, y, x, inverse, gain, 0, rows, width));
            print("swiGlu", 3 * rows * inner, () -> kernels.swiGlu(gated, gateUp, rows, inner));
            print(
                    "swiGluBackward",
                    5 * rows * inner,
                    () -> kernels.swiGluBackward(dGateUp, gated, gateUp, rows, inner));
            print(
                    "shortConvolution",
                    2 * rows * width,
                    () -> kernels.shortConvolution(y, x, taps, 0, 4, start, rows, width));
            print(
                    "shortConvolutionBackward",
                    3 * rows * width,
                    () -> kernels.shortConvolutionBackward(z, dGain, 0, y, x, taps, 0, 4, start, rows, width));
            for (int headWidth : new int[] {16, 32, 64}) {
                attention(kernels, width, headWidth, length, start);
            }
        }
        for (int vocab : new int[] {256, 1024, 4096}) {
            float[] logits = randn(rows * vocab, 1);
            float[] losses = new float[rows];
            boolean[] correct = new boolean[rows];
            int[] targets = new int[rows];
            float[] weight = new float[rows];
            Arrays.fill(weight, 1f);
            print(
                    "crossEntropy, vocabulary " + vocab,
                    2 * rows * vocab,
                    () -> kernels.crossEntropy(logits, losses, correct, targets, weight, rows, vocab));
        }
    }

    private void attention(TrainingKernels kernels, int width, int headWidth, int length, int[] start) {
        int heads = width / headWidth;
        float[] qkv = randn(3 * rows * width, 1);
        float[] dQkv = new float[3 * rows * width];
        float[] out = new float[rows * width];
        float[] dOut = randn(rows * width, 2);
        float[] logSum = new float[rows * heads];
        float[] cos = randn(length * headWidth / 2, 3);
        float[] bias = randn(2 * width, 4);
        Heads shape = new Heads(heads, heads, headWidth);
        Angles angles = new Angles(true, headWidth, cos, cos);
        double peak = peak();
        // of the pairs that are seen; two products forward, five backward
        double work = 2.0 * rows * (length + 1) / 2 * width;
        double forward = seconds(() -> kernels.attention(out, logSum, qkv, start, rows / length, length, shape));
        double backward = seconds(
                () -> kernels.attentionBackward(dQkv, dOut, out, logSum, qkv, start, rows / length, length, shape));
        System.out.printf(
                Locale.ROOT,
                "  attention, heads of %d, length %d: %.0f us (%.2f of peak), backward %.0f us (%.2f)%n",
                headWidth,
                length,
                forward * 1e6,
                2 * work / forward / peak,
                backward * 1e6,
                5 * work / backward / peak);
        print("rotate, heads of " + headWidth, 4 * rows * width, () -> {
            kernels.rotate(qkv, 3 * width, 2 * heads, angles, bias, 0, 2 * width, rows / length, length);
        });
        print(
                "rotateBackward",
                4 * rows * width,
                () -> kernels.rotateBackward(
                        dQkv, 3 * width, 2 * heads, angles, bias, 0, 2 * width, rows / length, length));
    }

    private static void print(String what, int floats, Runnable call) {
        double seconds = seconds(call);
        System.out.printf(Locale.ROOT, "  %s: %.0f us, %.1f GB/s%n", what, seconds * 1e6, 4e-9 * floats / seconds);
    }
}
