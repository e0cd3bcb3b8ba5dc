package dev.muninn.train.parameters;

/**
 * Where a tensor lies in the array of all parameters.
 *
 * @param name as in the checkpoint
 * @param shape as in the checkpoint
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record Parameter(String name, int[] shape, int offset, int count) {}
