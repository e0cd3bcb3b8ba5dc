package dev.muninn.exit;

import dev.muninn.exit.ExitCriterion.LatentStates;
import dev.muninn.exit.ExitCriterion.Readout;

/** Compares each row's state with the one before; the mean over rows must fall under a limit. */
abstract class StateTracker implements ExitCriterion.Tracker {
    private final double limit;
    private final StateHistory before = new StateHistory();
    private double value;

    StateTracker(double limit) {
        this.limit = limit;
    }

    abstract double compare(float[] now, float[] before);

    @Override
    public void begin(LatentStates states) {
        before.copy(states);
    }

    @Override
    public boolean reached(LatentStates states, Readout readout) {
        double sum = 0;
        for (int i = 0; i < states.rows(); i++) {
            sum += compare(states.row(i), before.row(i));
        }
        value = sum / states.rows();
        before.copy(states);
        return value < limit;
    }

    @Override
    public double value() {
        return value;
    }
}
