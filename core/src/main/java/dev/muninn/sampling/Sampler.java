package dev.muninn.sampling;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.Arrays;

/**
 * Chooses tokens from logits. The order is that of the common libraries: repetition penalty, temperature, top-k, top-p over what top-k
 * left, min-p, and what remains is brought to sum 1. Ties are broken by the lower id throughout.
 *
 * <p>The choice depends on the logits, the history, the seed and the position alone. An instance owns its workspace (no allocation per
 * token) and is for one thread at a time; it may serve any number of requests.
 */
public final class Sampler {
    private final int vocab;
    private final float[] penalised;
    private final double[] weights;
    private final long[] ranks;
    private final int[] seen;
    private int generation;

    /** For logits of {@code vocab} tokens. */
    public Sampler(int vocab) {
        require(vocab > 0, "vocabulary has %d tokens, wanted at least one", vocab);
        this.vocab = vocab;
        this.penalised = new float[vocab];
        this.weights = new double[vocab];
        this.ranks = new long[vocab];
        this.seen = new int[vocab];
    }

    /**
     * The token at {@code position}: the winner of a race in which token i, with weight w, arrives after -ln(u) / w, u being its own
     * uniform number for (seed, position). It wins with probability w over the sum of all weights (the Gumbel-max trick, in
     * other words). Two distributions that are close mostly have the same winner, far more often than if both were
     * inverted at one number, which is what makes a shallow draft worth checking (Daliri et al. 2024, arXiv:2408.07978).
     *
     * @param logits the row {@code logits[at .. at + vocab]}; not changed
     * @param history the sequence's tokens so far, the first {@code length} of them; read only for a repetition penalty
     */
    public int sample(Sampling sampling, float[] logits, int at, int[] history, int length, long seed, long position) {
        if (sampling.isGreedy()) {
            return greedy(sampling, logits, at, history, length);
        }
        weigh(sampling, logits, at, history, length);
        return winner(CounterRandom.key(seed, position));
    }

    private int winner(long key) {
        int winner = 0;
        double arrival = Double.POSITIVE_INFINITY;
        for (int id = 0; id < vocab; id++) {
            double weight = weights[id];
            // -ln(u) is at least 1 - u, so most logarithms need not be taken
            double u = weight > 0 ? CounterRandom.uniform(key, id) : 0;
            if (u > 0 && 1 - u < arrival * weight) {
                double time = -StrictMath.log(u);
                if (time < arrival * weight) {
                    arrival = time / weight;
                    winner = id;
                }
            }
        }
        return winner;
    }

    /** The probabilities {@link #sample} chooses by, into {@code out[0 .. vocab]}; greedy gives one token all of it. */
    public void distribution(Sampling sampling, float[] logits, int at, int[] history, int length, float[] out) {
        if (sampling.isGreedy()) {
            Arrays.fill(out, 0, vocab, 0);
            out[greedy(sampling, logits, at, history, length)] = 1;
            return;
        }
        double total = weigh(sampling, logits, at, history, length);
        for (int id = 0; id < vocab; id++) {
            out[id] = (float) (weights[id] / total);
        }
    }

    private int greedy(Sampling sampling, float[] logits, int at, int[] history, int length) {
        if (sampling.repetitionPenalty() == 1) {
            return best(logits, at);
        }
        penalise(sampling.repetitionPenalty(), logits, at, history, length);
        return best(penalised, 0);
    }

    /** Fills {@link #weights} with what each token's probability is proportional to, 0 for tokens left out; returns their sum. */
    private double weigh(Sampling sampling, float[] logits, int at, int[] history, int length) {
        penalise(sampling.repetitionPenalty(), logits, at, history, length);
        float largest = penalised[best(penalised, 0)];
        double temperature = sampling.temperature();
        double total = 0;
        for (int id = 0; id < vocab; id++) {
            weights[id] = Exponential.of(((double) penalised[id] - largest) / temperature);
            total += weights[id];
        }
        if (!sampling.filters(vocab) && sampling.minP() == 0) {
            return total;
        }
        return filter(sampling, total);
    }

    private double filter(Sampling sampling, double all) {
        long lastKept = sampling.filters(vocab) ? lastKept(sampling, all) : Long.MAX_VALUE;
        double total = 0;
        for (int id = 0; id < vocab; id++) {
            // The largest weight is exactly 1, so a weight is its share of the largest.
            if (weights[id] < sampling.minP() || rank(id) > lastKept) {
                weights[id] = 0;
            }
            total += weights[id];
        }
        return total;
    }

    /** The rank of the least likely token that top-k and top-p keep. */
    private long lastKept(Sampling sampling, double all) {
        for (int id = 0; id < vocab; id++) {
            ranks[id] = rank(id);
        }
        int count = vocab;
        double mass = all;
        if (sampling.topK() > 0 && sampling.topK() < vocab) {
            count = sampling.topK();
            Selection.smallest(ranks, vocab, count);
            mass = Selection.mass(ranks, 0, count, weights);
        }
        if (sampling.topP() < 1) {
            count = Selection.smallestWithMass(ranks, count, weights, sampling.topP() * mass);
        }
        return Selection.largest(ranks, count);
    }

    /** Orders tokens by logit, largest first, then by id: a smaller rank is a more likely token. The lower half is the id. */
    private long rank(int id) {
        int bits = Float.floatToIntBits(penalised[id] + 0f);
        int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ~ascending << 32) | id;
    }

    private void penalise(float penalty, float[] logits, int at, int[] history, int length) {
        System.arraycopy(logits, at, penalised, 0, vocab);
        if (penalty == 1) {
            return;
        }
        int now = nextGeneration();
        for (int i = 0; i < length; i++) {
            int id = history[i];
            if (id < 0 || id >= vocab) {
                throw new MuninnException("token id %s in the history, but logits have %s tokens".formatted(id, vocab));
            }
            if (seen[id] != now) {
                seen[id] = now;
                penalised[id] = penalised[id] > 0 ? penalised[id] / penalty : penalised[id] * penalty;
            }
        }
    }

    private int nextGeneration() {
        if (++generation == 0) {
            Arrays.fill(seen, 0);
            generation = 1;
        }
        return generation;
    }

    /** The lowest id with the largest logit. */
    private int best(float[] logits, int at) {
        int best = 0;
        float largest = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < vocab; id++) {
            float logit = logits[at + id];
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw new MuninnException(
                        "logit of token %s is %s; the model's weights or its input are broken".formatted(id, logit));
            }
            if (logit > largest) {
                largest = logit;
                best = id;
            }
        }
        if (largest == Float.NEGATIVE_INFINITY) {
            throw new MuninnException("all %s logits are -Infinity; no token can be chosen".formatted(vocab));
        }
        return best;
    }
}
