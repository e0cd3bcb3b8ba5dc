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
}
