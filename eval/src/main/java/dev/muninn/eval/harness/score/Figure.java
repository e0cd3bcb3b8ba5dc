package dev.muninn.eval.harness.score;

/**
 * A figure with what it is worth.
 *
 * @param error its standard error as the harness computes it; NaN where the harness has none
 * @param low lower end of the 95 % interval; NaN where it cannot be said
 */
public record Figure(double value, double error, double low, double high, int samples) {}
