package dev.muninn.eval.harness.score;

import dev.muninn.eval.harness.python.PythonRandom;
import dev.muninn.eval.proof.stats.Numbers;
import dev.muninn.eval.proof.stats.Share;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one figure of the values of all questions. Standard errors are the harness's: of a mean from the spread of its values, of a median or
 * a perplexity from samples drawn with Python's generator (100 times 1,000, seeds 0 to 99); it has none of the weighted perplexities. Intervals
 * are Wilson's for shares of right answers, 1.96 standard errors of other means, and where there is neither, those that hold 95 % of the
 * drawn samples.
 */
public final class Aggregation {
    private static final double Z = 1.959963984540054;
    private static final int CHUNKS = 100;
    private static final int CHUNK = 1000;

    private final String name;
    private final int chunks;

    /** @param name of the harness, such as {@code mean} */
    public Aggregation(String name) {
        this(name, CHUNKS);
    }

    private Aggregation(String name, int chunks) {
        this.name = name;
        this.chunks = chunks;
    }

    /** With a tenth of the drawn samples, for looking in while a run is under way. */
    public Aggregation quick() {
        return new Aggregation(name, CHUNKS / 10);
    }

    public Figure of(List<Value> values) {
        double[] all = values.stream().mapToDouble(Value::value).toArray();
        double[] weights = values.stream().mapToDouble(Value::weight).toArray();
        double value = aggregate(all, weights);
        int n = all.length;
        if (n < 2) {
            return new Figure(value, Double.NaN, Double.NaN, Double.NaN, n);
        }
        return switch (name) {
            case "mean", "nanmean", "brier_score" -> {
                double error = spread(all) / Math.sqrt(n);
                yield interval(value, name.equals("brier_score") ? Double.NaN : error, error, all);
            }
            default -> {
                double[] drawn = drawn(all, weights);
                boolean known = name.equals("median") || name.equals("perplexity");
                yield new Figure(
                        value,
                        known ? spread(drawn) : Double.NaN,
                        Numbers.quantile(drawn, 0.025),
                        Numbers.quantile(drawn, 0.975),
                        n);
            }
        };
    }

    private static Figure interval(double value, double shown, double error, double[] all) {
        boolean shares = Arrays.stream(all).allMatch(each -> each == 0 || each == 1);
        if (shares) {
            Share share = new Share((int) Math.round(Arrays.stream(all).sum()), all.length);
            return new Figure(value, shown, share.low(), share.high(), all.length);
        }
        return new Figure(value, shown, value - Z * error, value + Z * error, all.length);
    }

    private double aggregate(double[] values, double[] weights) {
        return switch (name) {
            case "mean", "nanmean", "brier_score" -> sum(values) / values.length;
            case "median" -> {
                double[] sorted = values.clone();
                Arrays.sort(sorted);
                yield sorted[sorted.length / 2];
            }
            case "perplexity" -> Math.exp(-sum(values) / values.length);
            case "weighted_perplexity" -> Math.exp(-sum(values) / sum(weights));
            case "bits_per_byte" -> -sum(values) / sum(weights) / Math.log(2);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private double[] drawn(double[] values, double[] weights) {
        double[] figures = new double[chunks * CHUNK];
        int[] chosen = new int[values.length];
        double[] some = new double[values.length];
        double[] theirs = new double[values.length];
        for (int chunk = 0; chunk < chunks; chunk++) {
            PythonRandom random = new PythonRandom(chunk);
            for (int i = 0; i < CHUNK; i++) {
                random.choices(values.length, chosen);
                for (int k = 0; k < chosen.length; k++) {
                    some[k] = values[chosen[k]];
                    theirs[k] = weights[chosen[k]];
                }
                figures[chunk * CHUNK + i] = aggregate(some, theirs);
            }
        }
        return figures;
    }

    /** One after the other, as Python's {@code sum} did before it compensated; the difference is below any digit shown. */
    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** The standard deviation of a sample. */
    static double spread(double[] values) {
        double mean = sum(values) / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
