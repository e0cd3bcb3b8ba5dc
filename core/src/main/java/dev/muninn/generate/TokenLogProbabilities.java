package dev.muninn.generate;

/**
 * How likely the model found a token, and the likeliest tokens at its place: natural logarithms of the model's own distribution,
 * before temperature, filters, biases and masks.
 *
 * @param chosen of the token itself
 * @param tokens the likeliest, best first, ties by the lower id
 * @param values theirs; the first equals {@code chosen} to the bit where the token is the likeliest
 */
public record TokenLogProbabilities(float chosen, int[] tokens, float[] values) {
    /** Of {@code token} and the {@code top} likeliest tokens in {@code logits} (V). */
    public static TokenLogProbabilities of(float[] logits, int token, int top) {
        int[] best = TopTokens.best(logits, top);
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        double norm = largest + Math.log(sum);
        float[] values = new float[best.length];
        for (int i = 0; i < best.length; i++) {
            values[i] = (float) (logits[best[i]] - norm);
        }
        return new TokenLogProbabilities((float) (logits[token] - norm), best, values);
    }
}
