package dev.muninn.kernels.training;

/** Losses of rows of logits and their gradients, as plain loops. */
final class ScalarLosses {
    private ScalarLosses() {}

    static void crossEntropy(
            float[] logits, float[] losses, boolean[] correct, int[] targets, float[] weight, int rows, int vocab) {
        for (int m = 0; m < rows; m++) {
            int at = m * vocab;
            int best = 0;
            for (int v = 1; v < vocab; v++) {
                best = logits[at + v] > logits[at + best] ? v : best;
            }
            double highest = logits[at + best];
            double total = 0;
            for (int v = 0; v < vocab; v++) {
                total += Math.exp(logits[at + v] - highest);
            }
            boolean counts = weight[m] != 0;
            losses[m] = counts ? (float) (highest + Math.log(total) - logits[at + targets[m]]) : 0;
            correct[m] = best == targets[m];
            for (int v = 0; v < vocab; v++) {
                double p = Math.exp(logits[at + v] - highest) / total;
                logits[at + v] = counts ? (float) (weight[m] * (v == targets[m] ? p - 1 : p)) : 0;
            }
        }
    }

    static void divergence(float[] teacher, float[] losses, float[] logits, float[] weight, int rows, int vocab) {
        for (int m = 0; m < rows; m++) {
            int at = m * vocab;
            double teacherSum = logSum(teacher, at, vocab);
            double sum = logSum(logits, at, vocab);
            double loss = 0;
            for (int i = at; i < at + vocab; i++) {
                double logT = teacher[i] - teacherSum;
                double logP = logits[i] - sum;
                double t = Math.exp(logT);
                loss += t == 0 ? 0 : t * (logT - logP);
                teacher[i] = (float) (weight[m] * (Math.exp(logP) - t));
            }
            losses[m] = weight[m] == 0 ? 0 : (float) loss;
        }
    }

    /** The logarithm of the sum of exponentials. */
    private static double logSum(float[] x, int at, int count) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            highest = Math.max(highest, x[i]);
        }
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += Math.exp(x[i] - highest);
        }
        return highest + Math.log(sum);
    }
}
