package dev.muninn.exit;

import dev.muninn.exit.ExitCriterion.LatentStates;
import dev.muninn.exit.ExitCriterion.Readout;

/** Compares each row's state with the one before; the mean over rows, or the greatest, must fall under a limit. */
abstract class StateTracker implements ExitCriterion.Tracker {
    /** Which of the rows that exit together counts. */
    enum Decides {
        MEAN,
        SLOWEST
    }

    private final double limit;
    private final Decides decides;
    private final StateHistory before = new StateHistory();
    private double value;

    StateTracker(double limit, Decides decides) {
        this.limit = limit;
        this.decides = decides;
    }

    abstract double compare(float[] now, float[] before);

    @Override
    public void begin(LatentStates states) {
        before.copy(states);
    }

    @Override
    public boolean reached(LatentStates states, Readout readout) {
        double sum = 0;
        double greatest = 0;
        for (int i = 0; i < states.rows(); i++) {
            double moved = compare(states.row(i), before.row(i));
            sum += moved;
            greatest = Math.max(greatest, moved);
        }
        value = switch (decides) {
            case MEAN -> sum / states.rows();
            case SLOWEST -> greatest;
        };
        before.copy(states);
        return value < limit;
    }

    @Override
    public double value() {
        return value;
    }
}
