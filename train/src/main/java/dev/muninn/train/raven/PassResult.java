package dev.muninn.train.raven;

/**
 * What a pass over a batch found.
 *
 * @param loss weighted mean negative log-likelihood in nats
 * @param losses (M) of each row, 0 where its weight is 0
 * @param correct (M) whether the target had the largest logit
 * @param stateNorms (recurrences) mean over rows of the root mean square of the state after each recurrence
 * @param stateCorrelation mean cosine between the last states of neighbouring positions
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record PassResult(double loss, float[] losses, boolean[] correct, float[] stateNorms, float stateCorrelation) {}
