package dev.muninn.train.tape;

import static dev.muninn.error.MuninnException.require;

/** After which recurrences a batch's loss is taken, and how they are weighed. */
public sealed interface Objective {
    /** After the last one alone. */
    Objective LAST = new Last();

    /** After the last one alone. */
    record Last() implements Objective {}

    /**
     * After every one: 1 after the last, {@code earlier} shared among those before it, over the sum of both. Gradients of a loss go back
     * through the recurrences of its window: the last ones that are differentiated through, as many before them, and so on.
     */
    record Every(double earlier) implements Objective {
        public Every {
            require(
                    earlier >= 0 && earlier < 1e6,
                    "the weight of earlier recurrences is %s, wanted 0 or more",
                    earlier);
        }

        /** Of the loss after recurrence {@code t}, 1 for the first, of {@code total}. */
        double weight(int t, int total) {
            if (total == 1) {
                return 1;
            }
            return (t == total ? 1 : earlier / (total - 1)) / (1 + earlier);
        }
    }

    /**
     * Expected over the learned exit gate's probabilities, minus {@code entropy} times their entropy (Ouro); all recurrences have to be
     * differentiated through.
     */
    record Exits(double entropy) implements Objective {
        public Exits {
            require(entropy >= 0 && entropy < 1e6, "the weight of the exits' entropy is %s, wanted 0 or more", entropy);
        }
    }
}
