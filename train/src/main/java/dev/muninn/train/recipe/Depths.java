package dev.muninn.train.recipe;

/**
 * How the recurrences of a batch are drawn.
 *
 * @param least of {@link Kind#UNIFORM}
 * @param most of {@link Kind#UNIFORM}
 * @param dropout probability that a recurrence after the first is left out: as the weights do not know how often they ran, that is one
 *     recurrence fewer
 */
public record Depths(Kind kind, int least, int most, double dropout) {
    public static final Depths USUAL = new Depths(Kind.POISSON, 0, 0, 0);

    /** The distribution. */
    public enum Kind {
        /** A Poisson number of log-normal rate around the mean, plus one. */
        POISSON,
        /** Every number from least to most is as likely. */
        UNIFORM,
        /** Always the mean, rounded. */
        FIXED
    }
}
