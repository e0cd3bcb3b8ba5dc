package dev.muninn.eval.harness.score;

import java.util.List;

/** A group's figure out of its tasks': the mean, and the standard error of the questions taken together. */
public final class GroupFigures {
    private static final double Z = 1.959963984540054;

    private GroupFigures() {}

    /**
     * The mean of {@code figures}.
     *
     * @param bySize whether every question weighs the same, else every task does
     */
    public static Figure mean(List<Figure> figures, boolean bySize) {
        double weights = 0;
        double sum = 0;
        double pooled = 0;
        int samples = 0;
        for (Figure figure : figures) {
            double weight = bySize ? figure.samples() : 1;
            double variance = figure.error() * figure.error();
            weights += weight;
            sum += weight * figure.value();
            pooled += bySize ? (figure.samples() - 1.0) * variance * figure.samples() : variance;
            samples += figure.samples();
        }
        double mean = sum / weights;
        double error =
                bySize ? Math.sqrt(pooled / (samples - figures.size()) / samples) : Math.sqrt(pooled) / figures.size();
        return new Figure(mean, error, mean - Z * error, mean + Z * error, samples);
    }
}
