package dev.muninn.exit;

/**
 * Stops when the state's path bends less than {@code limit}: ‖(s_t − s_{t−1}) − (s_{t−1} − s_{t−2})‖ / ‖s_t‖. Before the second
 * recurrence the step before counts as none.
 */
public record Acceleration(double limit) implements ExitCriterion {
    public static final double DEFAULT = 0.03;

    @Override
    public String describe() {
        return "until the state's step changes less than " + limit + " of the state's length";
    }

    @Override
    public Tracker newTracker() {
        return new SecondDifference(limit);
    }

    private static final class SecondDifference implements Tracker {
        private final double limit;
        private StateHistory before = new StateHistory();
        private StateHistory twoBefore = new StateHistory();
        private double value;

        SecondDifference(double limit) {
            this.limit = limit;
        }

        @Override
        public void begin(LatentStates states) {
            before.copy(states);
            twoBefore.copy(states);
        }

        @Override
        public boolean reached(LatentStates states, Readout readout) {
            double sum = 0;
            for (int i = 0; i < states.rows(); i++) {
                sum += bend(states.row(i), before.row(i), twoBefore.row(i));
            }
            value = sum / states.rows();
            StateHistory oldest = twoBefore;
            twoBefore = before;
            before = oldest;
            before.copy(states);
            return value < limit;
        }

        private static double bend(float[] now, float[] before, float[] twoBefore) {
            double bend = 0;
            double length = 0;
            for (int i = 0; i < now.length; i++) {
                double d = (double) now[i] - 2.0 * before[i] + twoBefore[i];
                bend += d * d;
                length += (double) now[i] * now[i];
            }
            return Math.sqrt(bend) / Math.sqrt(length);
        }

        @Override
        public double value() {
            return value;
        }
    }
}
