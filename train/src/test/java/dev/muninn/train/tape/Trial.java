package dev.muninn.train.tape;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Architecture.Norms;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Rope;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/** Small models and batches to try a pass with. */
final class Trial {
    static final int VOCAB = 37;

    private Trial() {}

    /** Raven of widths that no vector length divides; {@code taps} 0 for no convolution. */
    static Architecture raven(int taps, boolean tied) {
        return RavenFacts.of(
                VOCAB, 30, 3, 3, 10, 23, 1e-6f, 50000, 64, 2, 2, 1, 4, 3, true, tied, taps, SpecialTokens.NONE);
    }

    /** Raven without prelude, coda, bias and convolution. */
    static Architecture bare() {
        return RavenFacts.of(
                VOCAB, 20, 2, 2, 10, 23, 1e-6f, 50000, 64, 0, 1, 0, 4, 3, false, true, 0, SpecialTokens.NONE);
    }

    /** Ouro with grouped heads. */
    static Architecture ouro() {
        return new Architecture(
                "ouro",
                VOCAB,
                24,
                64,
                1e-6f,
                1f,
                false,
                attention(Attention.Bias.NONE, false),
                23,
                Norms.SANDWICH,
                FinalNorm.EACH_PASS,
                Stack.NONE,
                Stack.of(2),
                Stack.NONE,
                new Loop(
                        new Depth.Sampled(4, 4),
                        Injection.NONE,
                        Loop.Start.INPUT,
                        OptionalDouble.of(1),
                        Optional.empty()),
                SpecialTokens.NONE);
    }

    /** A looped dense model with everything that blocks can have: a bridge, adapters, biases, norms of heads. */
    static Architecture looped() {
        return looped(Tensor.QKV, Tensor.ATTENTION_OUT, Tensor.GATE_UP, Tensor.DOWN);
    }

    /** The same with adapters on {@code targets}. */
    static Architecture looped(Tensor... targets) {
        return new Architecture(
                "muninn_looped",
                VOCAB,
                24,
                64,
                1e-6f,
                1f,
                true,
                attention(Attention.Bias.NONE, true),
                23,
                Norms.PRE,
                FinalNorm.BEFORE_HEAD,
                Stack.of(1),
                Stack.of(2),
                Stack.of(1),
                Loop.of(new Depth.Sampled(3, 3), Injection.BRIDGE, Loop.Start.INPUT)
                        .withAdapters(
                                targets.length == 0
                                        ? Optional.empty()
                                        : Optional.of(new Adapters(3, 5f, Set.of(targets)))),
                SpecialTokens.NONE);
    }

    private static Attention attention(Attention.Bias bias, boolean norms) {
        return new Attention(4, 2, 6, new Rope(Rope.Pairs.HALVES, 50000, Rope.Scaling.NONE), bias, norms);
    }

    /** A fresh model shaken, so that norms, biases and convolutions show. */
    static Parameters parameters(Architecture facts) {
        return shaken(FreshParameters.of(facts, 7));
    }

    static Parameters shaken(Parameters parameters) {
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
