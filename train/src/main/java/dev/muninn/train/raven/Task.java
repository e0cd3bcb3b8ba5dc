package dev.muninn.train.raven;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.batch.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * What all shards of a pass are told, and where they write what belongs to a row.
 *
 * @param w all parameters
 * @param weights (M) the batch's, divided by their sum
 * @param withoutGradient recurrences that run first
 * @param withGradient recurrences that are differentiated through, none when evaluating
 * @param readouts ascending by recurrence; one, after the last, when training
 */
record Task(
        float[] w,
        Batch batch,
        float[] weights,
        int withoutGradient,
        int withGradient,
        long noiseSeed,
        List<Readout> readouts) {
    /** Losses (M) and hits (M) after some recurrence. */
    record Readout(int recurrence, float[] losses, boolean[] correct) {}

    static Task of(float[] w, Batch batch, int withoutGradient, int withGradient, long seed, int... readoutsAt) {
        List<Readout> readouts = new ArrayList<>();
        for (int at : readoutsAt) {
            readouts.add(new Readout(at, new float[batch.rows()], new boolean[batch.rows()]));
        }
        return new Task(w, batch, normalized(batch.weights()), withoutGradient, withGradient, seed, readouts);
    }

    private static float[] normalized(float[] weights) {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        require(sum > 0, "the weights of a batch sum to %s, wanted at least one target that counts", sum);
        float[] normalized = new float[weights.length];
        for (int m = 0; m < weights.length; m++) {
            normalized[m] = (float) (weights[m] / sum);
        }
        return normalized;
    }

    int recurrences() {
        return withoutGradient + withGradient;
    }

    int length() {
        return batch.length();
    }
}
