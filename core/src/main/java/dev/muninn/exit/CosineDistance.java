package dev.muninn.exit;

/** Stops when the state's direction turns less than {@code limit}: 1 − cos(s_t, s_{t−1}) (Geiping et al. 2025). */
public record CosineDistance(double limit) implements ExitCriterion {
    public static final double DEFAULT = 1e-3;

    @Override
    public String describe() {
        return "until the state turns less than " + limit + " (1 - cosine)";
    }

    @Override
    public Tracker newTracker() {
        return new StateTracker(limit, StateTracker.Decides.MEAN) {
            @Override
            double compare(float[] now, float[] before) {
                double dot = 0;
                double lengthNow = 0;
                double lengthBefore = 0;
                for (int i = 0; i < now.length; i++) {
                    dot += (double) now[i] * before[i];
                    lengthNow += (double) now[i] * now[i];
                    lengthBefore += (double) before[i] * before[i];
                }
                return Math.max(
                        0,
                        1
                                - dot
                                        / Math.sqrt(lengthNow)
                                        / Math.sqrt(lengthBefore)); // rounding must not fall under a limit of 0
            }
        };
    }
}
