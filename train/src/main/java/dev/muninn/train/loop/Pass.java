package dev.muninn.train.loop;

import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.raven.PassResult;
import java.util.List;

/** A model's forward and backward pass. Results do not depend on the number of threads. */
public interface Pass extends AutoCloseable {
    /** Adds the gradient of the batch's loss to {@code gradient}, laid out as the parameters; {@code noiseSeed} draws the first states. */
    PassResult train(Parameters parameters, Batch batch, Recurrences recurrences, long noiseSeed, float[] gradient);

    /** One result for each number of recurrences in {@code readoutsAt}, which ascends. */
    List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed);

    @Override
    void close();
}
