package dev.muninn.train.recipe;

import dev.muninn.train.tape.Objective;

/**
 * After which recurrences the loss is taken.
 *
 * @param earlier of {@link Kind#EVERY}: what all recurrences before the last weigh together, next to 1 for the last
 * @param until the step by which {@code earlier} has gone to 0 along a straight line; 0 for never
 * @param entropy of {@link Kind#EXITS}: weight of the exits' entropy
 */
public record DepthLoss(Kind kind, double earlier, long until, double entropy) {
    public static final DepthLoss LAST = new DepthLoss(Kind.LAST, 0, 0, 0);

    /** After which. */
    public enum Kind {
        LAST,
        EVERY,
        /** Every one, weighed by the learned gate's probability to exit there (Ouro). */
        EXITS
    }

    /** At a step, from 0. */
    public Objective at(long step) {
        return switch (kind) {
            case LAST -> Objective.LAST;
            case EVERY -> new Objective.Every(until == 0 ? earlier : earlier * Math.max(0, 1 - (double) step / until));
            case EXITS -> new Objective.Exits(entropy);
        };
    }
}
