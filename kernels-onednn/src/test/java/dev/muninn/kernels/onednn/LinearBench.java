package dev.muninn.kernels.onednn;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;

/**
 * GFLOP/s of the three products at 2048 rows, for every provider on the class path but the scalar one: of one thread alone, and of
 * each of two side by side. Best of many calls. To be run by hand.
 */
final class LinearBench {
    private static final int ROWS = 2048;
    private static final double SECONDS = 0.15;

    private LinearBench() {}

    private interface Call {
        void run(LinearKernels kernels, Problem problem, float[] y, float[] dx, float[] dw);
    }

    private enum Kind {
        FORWARD((kernels, p, y, dx, dw) -> kernels.forward(y, p.x, p.rows, p.w, 0, p.n, p.k)),
        INPUT((kernels, p, y, dx, dw) -> kernels.backwardInput(dx, false, p.dy, p.rows, p.w, 0, p.n, p.k)),
        WEIGHT((kernels, p, y, dx, dw) -> kernels.backwardWeight(dw, 0, p.dy, p.x, p.rows, p.n, p.k));

        private final Call call;

        Kind(Call call) {
            this.call = call;
        }
    }

    public static void main(String[] args) throws Exception {
        int[] widths = {64, 128, 256, 512, 1024};
        System.out.println("GFLOP/s a thread     forward      dx           dw        (alone / each of two)");
        for (LinearProvider provider : LinearProvider.installed()) {
            if (provider.name().equals("scalar") || provider.unavailable().isPresent()) {
                continue;
            }
            for (Precision precision : Precision.values()) {
                try (LinearKernels kernels = provider.open(precision)) {
                    for (int i = 0; i < 10; i++) { // until compiled
                        for (Kind kind : Kind.values()) {
                            measure(kernels, kind, 64, 64, 1);
                        }
                    }
                    for (int k : widths) {
                        for (int n : new int[] {k, 3 * k, 16 * k / 3}) {
                            report(kernels, n, k);
                        }
                    }
                }
            }
        }
    }

    private static void report(LinearKernels kernels, int n, int k) throws Exception {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-6s %-4s %4d x %4d", kernels.name(), kernels.precision(), n, k));
        for (Kind kind : Kind.values()) {
            double alone = measure(kernels, kind, n, k, 1);
            line.append(String.format(Locale.ROOT, "  %4.0f / %4.0f", alone, measure(kernels, kind, n, k, 2)));
        }
        System.out.println(line);
    }

    /** The mean of the threads' best calls. */
    private static double measure(LinearKernels kernels, Kind kind, int n, int k, int threads) throws Exception {
        double[] speeds = new double[threads];
        CyclicBarrier start = new CyclicBarrier(threads);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int me = t;
            all[t] = Thread.ofPlatform()
                    .start(() -> speeds[me] = speed(kernels, kind, new Problem(ROWS, n, k, 0), start));
        }
        double sum = 0;
        for (int t = 0; t < threads; t++) {
            all[t].join();
            sum += speeds[t];
        }
        return sum / threads;
    }

    private static double speed(LinearKernels kernels, Kind kind, Problem problem, CyclicBarrier start) {
        float[] y = new float[problem.rows * problem.n];
        float[] dx = new float[problem.rows * problem.k];
        float[] dw = new float[problem.n * problem.k];
        try {
            kind.call.run(kernels, problem, y, dx, dw);
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        long best = Long.MAX_VALUE;
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        for (int call = 0; call < 5 || System.nanoTime() < end; call++) {
            long began = System.nanoTime();
            kind.call.run(kernels, problem, y, dx, dw);
            best = Math.min(best, System.nanoTime() - began);
        }
        return 2.0 * problem.rows * problem.n * problem.k / best;
    }
}
