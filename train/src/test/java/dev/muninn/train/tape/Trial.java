package dev.muninn.train.raven;

import dev.muninn.config.RavenConfig;
import dev.muninn.config.SpecialTokens;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.parameters.Parameters;
import java.util.Arrays;
import java.util.Random;

/** Small models and batches to try a pass with. */
final class Trial {
    static final int VOCAB = 37;

    private Trial() {}

    /** Widths that no vector length divides; {@code taps} 0 for no convolution. */
    static RavenConfig config(int taps, boolean tied) {
        return new RavenConfig(
                VOCAB, 30, 3, 3, 10, 23, 1e-6f, 50000, 64, 2, 2, 1, 4, 3, true, tied, taps, SpecialTokens.NONE);
    }

    /** Without prelude, coda, bias and convolution. */
    static RavenConfig bare() {
        return new RavenConfig(
                VOCAB, 20, 2, 2, 10, 23, 1e-6f, 50000, 64, 0, 1, 0, 4, 3, false, true, 0, SpecialTokens.NONE);
    }

    /** A fresh model shaken, so that norms, biases and convolutions show. */
    static Parameters parameters(RavenConfig config) {
        Parameters parameters = Parameters.initial(config, 7);
        Random random = new Random(8);
        float[] values = parameters.values();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.15f * (float) random.nextGaussian();
        }
        return parameters;
    }

    /** Random sequences of one document each; about two rows in three count, with weights of their own. */
    static Batch batch(int sequences, int length) {
        Random random = new Random(31L * sequences + length);
        int rows = sequences * length;
        int[] tokens = random.ints(rows, 0, VOCAB).toArray();
        int[] targets = random.ints(rows, 0, VOCAB).toArray();
        float[] weights = new float[rows];
        int[] starts = new int[rows];
        for (int m = 0; m < rows; m++) {
            weights[m] = random.nextInt(3) == 0 ? 0 : 0.5f + random.nextFloat();
            targets[m] = weights[m] == 0 ? -100 : targets[m];
            starts[m] = m / length * length;
        }
        return new Batch(sequences, length, tokens, targets, weights, starts);
    }

    /** {@code batch} with other document starts. */
    static Batch withDocuments(Batch batch, int... starts) {
        return new Batch(batch.sequences(), batch.length(), batch.tokens(), batch.targets(), batch.weights(), starts);
    }

    /** Rows {@code from} to {@code to} as a sequence of their own. */
    static Batch part(Batch batch, int from, int to) {
        return new Batch(
                1,
                to - from,
                Arrays.copyOfRange(batch.tokens(), from, to),
                Arrays.copyOfRange(batch.targets(), from, to),
                Arrays.copyOfRange(batch.weights(), from, to),
                new int[to - from]);
    }
}
