package dev.muninn.exit;

import java.util.Arrays;

/**
 * Stops when the readout hardly changes: KL(p_{t−1} ‖ p_t) in nats, p_0 uniform (Geiping et al. 2025, with 5e-4). With
 * {@code minP} above 0, probabilities under {@code minP} times the largest are first replaced by 1/V and the rest renormalised,
 * so that noise in the tail does not keep a settled token alive.
 */
public record KlDivergence(double limit, double minP) implements ExitCriterion {
    public static final double DEFAULT = 1e-3;
    public static final double MIN_P_DEFAULT = 1e-5;
    /** The reference's share of the largest probability under which a token counts as tail. */
    public static final double MIN_P = 0.1;

    @Override
    public String describe() {
        return "until the readout moves less than " + limit + " nats" + (minP > 0 ? ", tail ignored" : "");
    }

    @Override
    public boolean needsLogits() {
        return true;
    }

    @Override
    public Tracker newTracker() {
        return new KlTracker();
    }

    private final class KlTracker implements Tracker {
        private double[] before = new double[0];
        private double[] now = new double[0];
        private boolean first = true;
        private double value;

        @Override
        public void begin(LatentStates states) {
            first = true;
        }

        @Override
        public boolean reached(LatentStates states, Readout readout) {
            float[] logits = readout.logits();
            if (now.length != logits.length) {
                now = new double[logits.length];
                before = new double[logits.length];
            }
            if (first) {
                Arrays.fill(before, -Math.log(logits.length));
                first = false;
            }
            LogProbabilities.of(logits, now);
            if (minP > 0) {
                LogProbabilities.flattenTail(now, minP);
            }
            double divergence = 0;
            for (int v = 0; v < now.length; v++) {
                divergence += Math.exp(before[v]) * (before[v] - now[v]);
            }
            value = Math.max(0, divergence); // rounding must not fall under a limit of 0
            double[] swap = before;
            before = now;
            now = swap;
            return value < limit;
        }

        @Override
        public double value() {
            return value;
        }
    }
}
