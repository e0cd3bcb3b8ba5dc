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
     * @param noiseSeed what the states before the first recurrence are drawn from, row by row
     * @param gradient laid out as the trainable parameters
     */
    PassResult train(
            Parameters parameters,
            Batch batch,
            Recurrences recurrences,
            Objective objective,
            long noiseSeed,
            float[] gradient);

    /** The losses after each of {@code readoutsAt} recurrences, ascending, from one run of the core. */
    List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed);

    @Override
    void close();
}
