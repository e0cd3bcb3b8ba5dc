package dev.muninn.sampling;

import dev.muninn.error.MuninnException;

/**
 * Speculative sampling that leaves the distribution as it is (Leviathan, Kalman and Matias 2023): a token drafted from q is accepted
 * with probability min(1, p/q), and a rejected one is replaced by a draw from what p has more than q.
 *
 * <p>{@code p} is the model's distribution and {@code q} the draft's, both as {@link Sampler#distribution} gives them.
 */
public final class Speculation {
    private Speculation() {}

    /** Whether {@code token}, which was drawn from {@code q}, may stay. */
    public static boolean accept(float[] p, float[] q, int token, long seed, long position) {
        if (!(q[token] > 0)) {
            throw new MuninnException(
                    "draft token %s has probability %s in the draft's own distribution".formatted(token, q[token]));
        }
        return CounterRandom.uniform(seed, position, CounterRandom.ACCEPT) * q[token] < p[token];
    }

    /** A token from the distribution max(0, p − q), brought to sum 1; from {@code p} if that is nowhere positive. */
    public static int resample(float[] p, float[] q, long seed, long position) {
        double u = CounterRandom.uniform(seed, position, CounterRandom.RESAMPLE);
        double total = 0;
        for (int id = 0; id < p.length; id++) {
            total += Math.max(0, (double) p[id] - q[id]);
        }
        return total > 0 ? draw(p, q, 1, u * total) : draw(p, q, 0, u * sum(p));
    }

    /** The first token at which the sum of max(0, p − share·q) exceeds {@code target}. */
    private static int draw(float[] p, float[] q, int share, double target) {
        double rest = target;
        int last = -1;
        for (int id = 0; id < p.length; id++) {
            double weight = Math.max(0, (double) p[id] - share * q[id]);
            if (weight > 0) {
                last = id;
                rest -= weight;
                if (rest < 0) {
                    return id;
                }
            }
        }
        if (last < 0) {
            throw new MuninnException("a distribution of %s tokens has no probability anywhere".formatted(p.length));
        }
        return last;
    }

    private static double sum(float[] p) {
        double sum = 0;
        for (float x : p) {
            sum += x;
        }
        return sum;
    }
}
