package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.TrainingKernelProvider;
import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tokens a second of forward and backward, without an optimizer, by the clock and by the calling thread's processor time (for one
 * thread on a busy machine); not a test. Arguments: width, mlp width, threads, rows a chunk, steps.
 */
final class TapeSpeed {
    private static final int SEQUENCES = 64;
    private static final int LENGTH = 64;
    private static final int VOCAB = 512;

    private TapeSpeed() {}

    public static void main(String[] args) {
        int width = Integer.parseInt(args[0]);
        int mlp = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        int chunk = Integer.parseInt(args[3]);
        int steps = Integer.parseInt(args[4]);
        Parameters parameters = FreshParameters.of(facts(width, mlp), 1);
        float[] gradient = new float[parameters.size()];
        Batch batch = batch();
        try (LoopPass pass = new LoopPass(
                parameters,
                TrainingKernelProvider.installed().getFirst().open(),
                LinearProvider.installed().getFirst().open(Precision.F32),
                new LoopPass.Settings(2, threads, StateInit.NOISE, chunk, false),
                Optional.empty())) {
            double[] seconds = new double[steps];
            double[] processor = new double[steps];
            ThreadMXBean clock = ManagementFactory.getThreadMXBean();
            for (int i = 0; i < steps; i++) {
                long start = System.nanoTime();
                long used = clock.getCurrentThreadCpuTime();
                pass.train(parameters, batch, new Recurrences(0, 8), Objective.LAST, i, gradient);
                seconds[i] = (System.nanoTime() - start) * 1e-9;
                processor[i] = (clock.getCurrentThreadCpuTime() - used) * 1e-9;
            }
            Arrays.sort(processor);
            Arrays.sort(seconds);
            System.out.printf(
                    Locale.ROOT,
                    "width %d, %d threads, %d rows a chunk: median %.0f, best %.0f tokens/s; a processor second: median %.0f%n",
                    width,
                    threads,
                    chunk,
                    batch.rows() / seconds[steps / 2],
                    batch.rows() / seconds[0],
                    batch.rows() / processor[steps / 2]);
        }
    }

    private static Architecture facts(int width, int mlp) {
        return RavenFacts.of(
                VOCAB,
                width,
                4,
                4,
                width / 4,
                mlp,
                1e-6f,
                50000,
                1024,
                1,
                2,
                1,
                8,
                8,
                true,
                true,
                0,
                SpecialTokens.NONE);
    }

    private static Batch batch() {
        int rows = SEQUENCES * LENGTH;
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int[] tokens = random.ints(rows, 0, VOCAB).toArray();
        int[] targets = random.ints(rows, 0, VOCAB).toArray();
        float[] weights = new float[rows];
        Arrays.fill(weights, 1f);
        int[] starts = new int[rows];
        Arrays.setAll(starts, m -> m / LENGTH * LENGTH);
        return new Batch(SEQUENCES, LENGTH, tokens, targets, weights, starts);
    }
}
