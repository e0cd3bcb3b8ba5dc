package dev.muninn.train.recipe;

/**
 * How a step is computed.
 *
 * @param replicas parts of a batch that are computed side by side, each with a gradient of its own; another number rounds differently
 * @param recompute whether a recurrence is computed again before its backward pass: memory for one instead of all; the same bits
 */
public record Compute(int replicas, boolean recompute) {}
