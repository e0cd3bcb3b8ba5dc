package dev.muninn.train.tape;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.batch.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * What all replicas of a pass are told, and where they write what belongs to a row.
 *
 * @param w all parameters
 * @param weights (M) the batch's, divided by those of a whole step
 * @param teacherWeights (M) of the divergence from the teacher; empty for none
 * @param withoutGradient recurrences that run first
 * @param withGradient recurrences that are differentiated through, none when evaluating
 * @param readouts ascending by recurrence; one, after the last, when training
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Task(
        float[] w,
        Batch batch,
        float[] weights,
        float[] teacherWeights,
        int withoutGradient,
        int withGradient,
        Objective objective,
        long noiseSeed,
        List<Readout> readouts) {
    /** Losses (M) and hits (M) after some recurrence. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Readout(int recurrence, float[] losses, boolean[] correct) {
        static Readout of(int recurrence, int rows) {
            return new Readout(recurrence, new float[rows], new boolean[rows]);
        }
    }

    static List<Readout> readouts(Batch batch, int... at) {
        List<Readout> readouts = new ArrayList<>();
        for (int recurrence : at) {
            readouts.add(Readout.of(recurrence, batch.rows()));
        }
        return readouts;
    }

    static float[] divided(float[] weights, double total) {
        require(total > 0, "the weights of a batch sum to %s, wanted at least one target that counts", total);
        float[] divided = new float[weights.length];
        for (int m = 0; m < weights.length; m++) {
            divided[m] = (float) (weights[m] / total);
        }
        return divided;
    }

    int recurrences() {
        return withoutGradient + withGradient;
    }
}
