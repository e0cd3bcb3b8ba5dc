package dev.muninn.train.tape;

import java.util.Arrays;

/** What a replica adds up over its rows. */
final class Sums {
    /** By recurrence: the sum over rows of the state's root mean square. */
    double[] stateNorms = {};

    /** By readout: the weighted sum of losses. */
    double[] losses = {};

    /** By readout: the sum of cosines between states of neighbouring positions, of which there are {@link #pairs}. */
    double[] cosines = {};

    long pairs;

    void reset(Task task) {
        stateNorms = zeros(stateNorms, task.recurrences());
        losses = zeros(losses, task.readouts().size());
        cosines = zeros(cosines, task.readouts().size());
        pairs = 0;
    }

    private static double[] zeros(double[] array, int count) {
        if (array.length != count) {
            return new double[count];
        }
        Arrays.fill(array, 0.0);
        return array;
    }
}
