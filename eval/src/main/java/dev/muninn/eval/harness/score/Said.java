package dev.muninn.eval.harness.score;

import java.util.List;

/** What a model said to a question. */
public sealed interface Said {
    /**
     * How likely it finds the continuations, in order.
     *
     * @param sums natural logarithms
     * @param greedy whether each is what it would write
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Likelihoods(double[] sums, boolean[] greedy) implements Said {}

    /** What it wrote, once for each time it was asked. */
    record Texts(List<String> texts) implements Said {
        public Texts {
            texts = List.copyOf(texts);
        }
    }
}
