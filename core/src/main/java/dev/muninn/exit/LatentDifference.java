package dev.muninn.exit;

/** Stops when the state moves less than {@code limit} of its length: ‖s_t − s_{t−1}‖ / ‖s_t‖ (Geiping et al. 2025). */
public record LatentDifference(double limit) implements ExitCriterion {
    public static final double DEFAULT = 0.03;

    @Override
    public String describe() {
        return "until the state moves less than " + limit + " of its length";
    }

    @Override
    public Tracker newTracker() {
        return new StateTracker(limit, StateTracker.Decides.MEAN) {
            @Override
            double compare(float[] now, float[] before) {
                return relativeDistance(now, before);
            }
        };
    }

    /** ‖now − before‖ / ‖now‖. */
    public static double relativeDistance(float[] now, float[] before) {
        double moved = 0;
        double length = 0;
        for (int i = 0; i < now.length; i++) {
            double d = (double) now[i] - before[i];
            moved += d * d;
            length += (double) now[i] * now[i];
        }
        return Math.sqrt(moved) / Math.sqrt(length);
    }
}
