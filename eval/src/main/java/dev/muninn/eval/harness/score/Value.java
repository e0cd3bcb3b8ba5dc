package dev.muninn.eval.harness.score;

/**
 * What a metric says of one question: a number, and the weight that perplexities divide by (words or bytes), 1 elsewhere.
 */
public record Value(double value, double weight) {
    static Value of(double value) {
        return new Value(value, 1);
    }

    static Value of(boolean right) {
        return of(right ? 1 : 0);
    }
}
