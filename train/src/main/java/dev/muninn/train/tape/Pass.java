package dev.muninn.train.tape;

import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameters;
import java.util.List;

/** A model's forward and backward pass. Results do not depend on the number of threads. */
public interface Pass extends AutoCloseable {
    /**
     * Adds the gradient of the batch's loss to {@code gradient}.
     *
     * @param total what the weights of the batch's rows are divided by: those of all batches that make a step, so that a row counts the
     *     same whichever batch it is in
     * @param noiseSeed what the states before the first recurrence are drawn from, row by row
     * @param gradient laid out as the trainable parameters
     */
    PassResult train(
            Parameters parameters,
            Batch batch,
            Recurrences recurrences,
            Objective objective,
            double total,
            long noiseSeed,
            float[] gradient);

    /** As above, for a batch that is a step of its own. */
    default PassResult train(
            Parameters parameters,
            Batch batch,
            Recurrences recurrences,
            Objective objective,
            long noiseSeed,
            float[] gradient) {
        return train(parameters, batch, recurrences, objective, batch.totalWeight(), noiseSeed, gradient);
    }

    /** The losses after each of {@code readoutsAt} recurrences, ascending, from one run of the core. */
    List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed);

    @Override
    void close();
}
