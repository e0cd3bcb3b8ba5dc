package dev.muninn.train.parameters;

import dev.muninn.architecture.Param;

/**
 * Where a parameter lies in the array of all.
 *
 * @param name of its (first) tensor in a checkpoint
 */
public record Parameter(Param param, String name, int offset, int count) {}
