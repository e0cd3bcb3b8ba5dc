package dev.muninn.exit;

/** Softmax of logits, in double. */
final class LogProbabilities {
    private LogProbabilities() {}

    /** {@code out[v] = log softmax(logits)[v]}. */
    static void of(float[] logits, double[] out) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - highest);
        }
        double logSum = Math.log(sum) + highest;
        for (int v = 0; v < out.length; v++) {
            out[v] = logits[v] - logSum;
        }
    }

    /** Replaces probabilities under {@code share} of the largest by 1/V and renormalises, in place. */
    static void flattenTail(double[] logProbabilities, double share) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double logP : logProbabilities) {
            highest = Math.max(highest, logP);
        }
        double floor = Math.exp(highest) * share;
        double uniform = 1.0 / logProbabilities.length;
        double sum = 0;
        for (int v = 0; v < logProbabilities.length; v++) {
            double p = Math.exp(logProbabilities[v]);
            double kept = p < floor ? uniform : p;
            logProbabilities[v] = kept;
            sum += kept;
        }
        for (int v = 0; v < logProbabilities.length; v++) {
            logProbabilities[v] = Math.log(logProbabilities[v] / sum);
        }
    }
}
