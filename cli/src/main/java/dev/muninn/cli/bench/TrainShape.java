package dev.muninn.cli.bench;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.train.batch.Batch;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a training step is measured on.
 *
 * @param mlp inner width of the gated MLP
 * @param recurrences of every step; the last {@code backprop} of them have a gradient
 * @param sequences of a batch, each of {@code length} random tokens
 */
public record TrainShape(
        int vocab,
        int width,
        int heads,
        int mlp,
        int prelude,
        int core,
        int coda,
        int recurrences,
        int backprop,
        int sequences,
        int length) {
    /** 8/3 of the width, rounded down to a multiple of 16. */
    public static int usualMlp(int width) {
        return Math.max(16, (int) (width * 8.0 / 3) / 16 * 16);
    }

    public Architecture config() {
        return RavenFacts.of(
                vocab,
                width,
                heads,
                heads,
                width / heads,
                mlp,
                1e-6f,
                50_000,
                length,
                prelude,
                core,
                coda,
                recurrences,
                backprop,
                true,
                true,
                0,
                SpecialTokens.NONE);
    }

    public Batch batch() {
        SplittableRandom random = new SplittableRandom(1);
        int rows = sequences * length;
        int[] tokens = new int[rows];
        int[] targets = new int[rows];
        float[] weights = new float[rows];
        int[] starts = new int[rows];
        Arrays.fill(weights, 1f);
        for (int m = 0; m < rows; m++) {
            tokens[m] = random.nextInt(vocab);
            targets[m] = random.nextInt(vocab);
            starts[m] = m / length * length;
        }
        return new Batch(sequences, length, tokens, targets, weights, starts);
    }

    public int rows() {
        return sequences * length;
    }

    /**
     * Multiplications and additions of a step that are needed: products, and attention over the positions that a query sees. A backward
     * pass costs two products for each of the forward pass; what is computed again is not counted.
     */
    public double operations() {
        double c = width;
        double block = 2 * (4 * c * c + 3 * c * mlp) + 2 * c * (length + 1); // products, scores and values
        double recurrence = core * block + 2 * 2 * c * c;
        double once = (prelude + coda) * block + 2 * c * vocab;
        int taped = Math.min(backprop, recurrences);
        return rows() * (3 * once + recurrence * (recurrences - taped + 3.0 * taped));
    }
}
