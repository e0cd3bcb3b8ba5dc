package dev.muninn.generate;

import dev.muninn.generate.TokenEvent.TraceStep;
import dev.muninn.trajectory.StateSketch;

/** The most likely tokens of a readout. */
final class TopTokens {
    private static final int COUNT = 5;

    private TopTokens() {}

    static TraceStep step(int recurrence, double moved, double exitValue, float[] logits, float[] state) {
        int[] best = best(logits, COUNT);
        int count = best.length;
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - logits[best[0]]);
        }
        double[] probabilities = new double[count];
        for (int k = 0; k < count; k++) {
            probabilities[k] = Math.exp((double) logits[best[k]] - logits[best[0]]) / sum;
        }
        return new TraceStep(recurrence, moved, exitValue, best, probabilities, StateSketch.of(state));
    }

    /** The {@code most} largest of {@code logits}, or all of fewer, best first, ties by the lower id. */
    static int[] best(float[] logits, int most) {
        int count = Math.min(most, logits.length);
        int[] best = new int[count];
        for (int k = 0; k < count; k++) {
            int found = -1;
            for (int v = 0; v < logits.length; v++) {
                if ((found < 0 || logits[v] > logits[found]) && !contains(best, k, v)) {
                    found = v;
                }
            }
            best[k] = found;
        }
        return best;
    }

    private static boolean contains(int[] values, int count, int value) {
        for (int i = 0; i < count; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }
}
