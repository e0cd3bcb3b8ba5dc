package dev.muninn.exit;

/** Stops when the most likely token has stayed the same for {@code recurrences} comparisons in a row. */
public record ArgmaxStability(int recurrences) implements ExitCriterion {
    public static final int DEFAULT = 5;

    @Override
    public String describe() {
        return "until the most likely token stays for " + recurrences + " recurrences";
    }

    @Override
    public boolean needsLogits() {
        return true;
    }

    @Override
    public Tracker newTracker() {
        return new Tracker() {
            private int before;
            private int stable;

            @Override
            public void begin(LatentStates states) {
                before = -1;
                stable = 0;
            }

            @Override
            public boolean reached(LatentStates states, Readout readout) {
                int best = argmax(readout.logits());
                stable = best == before ? stable + 1 : 0;
                before = best;
                return stable >= recurrences;
            }

            @Override
            public double value() {
                return stable;
            }
        };
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            if (logits[v] > logits[best]) {
                best = v;
            }
        }
        return best;
    }
}
