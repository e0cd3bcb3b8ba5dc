package dev.muninn.train.recipe;

/**
 * How much predicting a token of a JSONL line counts.
 *
 * @param answer of a completion or of what the assistant says
 * @param other of a prompt, or of a chat around what the assistant says
 * @param text of a line of plain text
 */
public record SourceWeights(double answer, double other, double text) {}
