package dev.muninn.train.optimizer;

import java.util.Map;

/** Changes weights by their gradient. The same bits with any number of threads. */
public interface Optimizer {
    /**
     * Takes a step.
     *
     * @param values all parameters, changed in place
     * @param gradient of each, before {@code factor}
     * @param factor what the gradient is multiplied with: the mean over batches, and clipping
     * @param step 1 for the first
     * @param rateFactor share of the peak learning rates, 0 to 1
     */
    void step(float[] values, float[] gradient, float factor, long step, double rateFactor);

    /** What it remembers, by name; the arrays themselves, so that a checkpoint can be read into them. */
    Map<String, float[]> state();
}
