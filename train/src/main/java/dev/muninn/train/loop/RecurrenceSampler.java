package dev.muninn.train.loop;

import dev.muninn.sampling.CounterRandom;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.recipe.Depths;

/**
 * How many recurrences a batch is trained with: a Poisson number whose rate is log-normal, plus one (Geiping et al. 2025,
 * arXiv:2502.05171, "poisson-lognormal-filling"). The last ones, up to the backprop depth, have a gradient; only the rest varies with
 * none.
 */
public final class RecurrenceSampler {
    private static final double SIGMA = 0.5;

    /** A Poisson number of a large rate is the sum of several of at most this rate, whose e^-rate is far from underflow. */
    private static final double MOST_RATE = 64;

    private RecurrenceSampler() {}

    /**
     * Draws the recurrences of a batch as {@code depths} says; the last of them, up to {@code backpropDepth}, have a gradient.
     *
     * @param key decides the draw
     */
    public static Recurrences draw(long key, Depths depths, double mean, int backpropDepth) {
        Recurrences drawn = switch (depths.kind()) {
            case POISSON -> draw(key, mean, backpropDepth);
            case UNIFORM -> {
                int choices = depths.most() - depths.least() + 1;
                yield of(depths.least() + (int) (CounterRandom.uniform(key, 2, 0) * choices), backpropDepth);
            }
            case FIXED -> of(Math.max(1, (int) Math.rint(mean)), backpropDepth);
        };
        if (depths.dropout() == 0) {
            return drawn;
        }
        int total = 1;
        for (int t = 1; t < drawn.total(); t++) {
            total += CounterRandom.uniform(key, 3, t) < depths.dropout() ? 0 : 1;
        }
        return of(total, backpropDepth);
    }

    private static Recurrences of(int total, int backpropDepth) {
        return new Recurrences(Math.max(total - backpropDepth, 0), Math.min(backpropDepth, total));
    }

    /**
     * Draws the recurrences of a batch. A mean of 1 that has a gradient is a model of fixed depth: always 1.
     *
     * @param key decides the draw
     * @param mean of recurrences, about: 8 gives 9.0, as the Poisson number has one added
     */
    public static Recurrences draw(long key, double mean, int backpropDepth) {
        if (mean == 1 && backpropDepth == 1) {
            return new Recurrences(0, 1);
        }
        double average = Math.max(mean - backpropDepth, 0) + backpropDepth;
        double mu = StrictMath.log(average) - SIGMA * SIGMA / 2;
        double rate = StrictMath.exp(mu + SIGMA * CounterRandom.normal(key, 0, 0));
        int total = poisson(key, rate) + 1;
        return of(total, backpropDepth);
    }

    private static int poisson(long key, double rate) {
        int pieces = (int) Math.ceil(rate / MOST_RATE);
        int sum = 0;
        for (int piece = 0; piece < pieces; piece++) {
            sum += inverse(CounterRandom.uniform(key, 1, piece), rate / pieces);
        }
        return sum;
    }

    /** The least n whose distribution function is above {@code u}. */
    private static int inverse(double u, double rate) {
        double probability = StrictMath.exp(-rate);
        double below = probability;
        int n = 0;
        while (u >= below && probability > 0) {
            n++;
            probability *= rate / n;
            below += probability;
        }
        return n;
    }
}
