package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import dev.muninn.error.MuninnException;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Softmax cross-entropy of one row. */
final class CrossEntropy {
    private CrossEntropy() {}

    /** Whether {@code target} has the largest logit of {@code x[at .. at + vocab)}, the lowest index where equal. */
    static boolean correct(float[] x, int at, int vocab, int target, float highest, RowSums sums) {
        if (target < 0 || target >= vocab) {
            return false; // only where the weight is 0
        }
        return x[at + target] == highest && !(sums.max(x, at, target) == highest);
    }

    /** Makes logits {@code x[at .. at + vocab)} their gradient and returns the loss. */
    static float row(float[] x, int at, int vocab, int target, float weight, float highest, RowSums sums) {
        if (weight == 0) {
            Arrays.fill(x, at, at + vocab, 0f);
            return 0;
        }
        if (target < 0 || target >= vocab) { // require() would make an array of its arguments for each row
            throw new MuninnException("a target token is " + target + ", the vocabulary has " + vocab
                    + ": were the data made with another tokenizer?");
        }
        float logit = x[at + target];
        sums.exp(x, at, x, at, vocab, 1f, -highest);
        float total = sums.sum(x, at, vocab);
        scale(x, at, vocab, weight / total);
        x[at + target] -= weight;
        return (float) (Math.log(total) + ((double) highest - logit));
    }

    private static void scale(float[] x, int at, int count, float factor) {
        int i = at;
        for (; i <= at + count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i).mul(factor).intoArray(x, i);
        }
        for (; i < at + count; i++) {
            x[i] *= factor;
        }
    }

    /**
     * Makes a teacher's logits {@code t[at .. at + vocab)} the gradient of its divergence from the logits {@code x}, and returns the
     * divergence. With e = e^(t - max t), T their sum, and lse the logarithm of the sum of e^x:
     * {@code Σ e/T · (t - x) - lse(t) + lse(x)}.
     */
    static float divergence(float[] t, float[] x, int at, int vocab, float weight, float[] row, RowSums sums) {
        if (weight == 0) {
            Arrays.fill(t, at, at + vocab, 0f);
            return 0;
        }
        float highestT = sums.max(t, at, vocab);
        float highest = sums.max(x, at, vocab);
        sums.exp(row, 0, t, at, vocab, 1f, -highestT);
        float totalT = sums.sum(row, 0, vocab);
        double apart =
                sums.dot(row, 0, t, at, vocab) / (double) totalT - sums.dot(row, 0, x, at, vocab) / (double) totalT;
        sums.exp(t, at, x, at, vocab, 1f, -highest);
        float total = sums.sum(t, at, vocab);
        scale(t, at, vocab, weight / total);
        Sums.addScaled(t, at, row, 0, -weight / totalT, vocab);
        return (float) Math.max(0, apart - highestT - Math.log(totalT) + highest + Math.log(total));
    }
}
