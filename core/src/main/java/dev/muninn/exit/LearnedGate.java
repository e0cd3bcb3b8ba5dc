package dev.muninn.exit;

/**
 * Stops at the first recurrence where the model's own gate has given up probability {@code mass} of going on: the cumulative
 * exit distribution Σ λ_t · Π_{u&lt;t} (1 − λ_u) reaches it (Ouro, Zhu et al. 2025).
 */
public record LearnedGate(double mass) implements ExitCriterion {
    public static final double DEFAULT = 0.5;

    @Override
    public String describe() {
        return "when the learned gate has spent " + mass + " of its probability";
    }

    @Override
    public boolean needsGate() {
        return true;
    }

    @Override
    public Tracker newTracker() {
        return new Tracker() {
            private double goingOn;

            @Override
            public void begin(LatentStates states) {
                goingOn = 1;
            }

            @Override
            public boolean reached(LatentStates states, Readout readout) {
                goingOn *= 1 - readout.gate();
                return value() >= mass;
            }

            @Override
            public double value() {
                return 1 - goingOn;
            }
        };
    }
}
