package dev.muninn.train.tape;

/**
 * What a pass over a batch found.
 *
 * @param loss what was to be made small: with {@link Objective.Last} the weighted mean negative log-likelihood in nats
 * @param losses (M) negative log-likelihood of each row after the last recurrence, 0 where its weight is 0
 * @param correct (M) whether the target had the largest logit
 * @param stateNorms (recurrences) mean over rows of the root mean square of the state after each recurrence
 * @param stateCorrelation mean cosine between the last states of neighbouring positions
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record PassResult(double loss, float[] losses, boolean[] correct, float[] stateNorms, float stateCorrelation) {}
