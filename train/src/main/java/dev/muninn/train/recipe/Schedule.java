package dev.muninn.train.recipe;

/**
 * How large the learning rates are at a step, as a share of their peak.
 *
 * @param warmup steps over which it rises from 0
 * @param decay steps of the tail over which {@link Kind#WSD} falls to 0; 0 for a fifth of all
 * @param floor where {@link Kind#COSINE} ends
 */
public record Schedule(Kind kind, long warmup, long decay, double floor) {
    /** The shape after the warm-up. */
    public enum Kind {
        CONSTANT,
        COSINE,
        /** A straight line to 0 at the last step. */
        LINEAR,
        /** Warm-up, stable, decay: constant, then a straight line to 0 (Hu et al. 2024, arXiv:2404.06395). */
        WSD
    }

    /**
     * The share at a step.
     *
     * @param step from 0 to {@code steps} - 1
     * @return 0 to 1, never 0 at a step that is taken
     */
    public double at(long step, long steps) {
        if (step < warmup) {
            return (step + 1.0) / warmup;
        }
        double left = (double) (steps - step) / Math.max(1, steps - warmup);
        return switch (kind) {
            case CONSTANT -> 1;
            case COSINE -> floor + (1 - floor) * 0.5 * (1 - StrictMath.cos(Math.PI * left));
            case LINEAR -> left;
            case WSD -> Math.min(1, (double) (steps - step) / Math.max(1, decay == 0 ? steps / 5 : decay));
        };
    }
}
