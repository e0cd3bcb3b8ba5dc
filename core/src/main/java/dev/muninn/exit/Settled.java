package dev.muninn.exit;

/**
 * Stops when every state that exits together moves less than {@code limit} of its length: {@link LatentDifference}, but that a prompt
 * waits for its slowest position. Its mean over positions says little about the one that is still being worked out: of sixty, one may
 * move by half its length while the mean is under 0.01.
 */
public record Settled(double limit) implements ExitCriterion {
    public static final double DEFAULT = 0.03;

    @Override
    public String describe() {
        return "until the slowest state moves less than " + limit + " of its length";
    }

    @Override
    public Tracker newTracker() {
        return new StateTracker(limit, StateTracker.Decides.SLOWEST) {
            @Override
            double compare(float[] now, float[] before) {
                return LatentDifference.relativeDistance(now, before);
            }
        };
    }
}
