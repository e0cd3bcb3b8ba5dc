package dev.muninn.exit;

/** Stops when the readout's entropy changes by less than {@code limit} nats; the first is compared with 100 (Geiping et al. 2025). */
public record EntropyDifference(double limit) implements ExitCriterion {
    public static final double DEFAULT = 1e-3;

    @Override
    public String describe() {
        return "until the readout's entropy changes by less than " + limit + " nats";
    }

    @Override
    public boolean needsLogits() {
        return true;
    }

    @Override
    public Tracker newTracker() {
        return new Tracker() {
            private double[] logProbabilities = new double[0];
            private double before;
            private double value;

            @Override
            public void begin(LatentStates states) {
                before = 100;
            }

            @Override
            public boolean reached(LatentStates states, Readout readout) {
                float[] logits = readout.logits();
                if (logProbabilities.length != logits.length) {
                    logProbabilities = new double[logits.length];
                }
                LogProbabilities.of(logits, logProbabilities);
                double entropy = 0;
                for (double logP : logProbabilities) {
                    entropy -= Math.exp(logP) * Math.max(logP, Math.log(1e-10));
                }
                value = Math.abs(entropy - before);
                before = entropy;
                return value < limit;
            }

            @Override
            public double value() {
                return value;
            }
        };
    }
}
