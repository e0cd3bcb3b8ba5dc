package dev.muninn.exit;

/** Never: every token takes all its recurrences. */
public record NoExit() implements ExitCriterion {
    @Override
    public String describe() {
        return "never early";
    }

    @Override
    public Tracker newTracker() {
        return new Tracker() {
            @Override
            public void begin(LatentStates states) {}

            @Override
            public boolean reached(LatentStates states, Readout readout) {
                return false;
            }

            @Override
            public double value() {
                return Double.NaN;
            }
        };
    }
}
