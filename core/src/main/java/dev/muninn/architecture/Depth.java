package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;

/** How often the core may be repeated; the one place where more is refused. */
public sealed interface Depth {
    /** Recurrences the model was trained around; the default. */
    int mean();

    /** Recurrences that training differentiates through. */
    int backprop();

    /** Refuses {@code recurrences} that the model was not made for. */
    void check(int recurrences);

    /** {@code recurrences}, or as many as {@link #check} lets pass where that is fewer. */
    int atMost(int recurrences);

    /** Always as many passes (1: a dense model). */
    record Fixed(int passes) implements Depth {
        public Fixed {
            Sizes.inRange("passes", passes, 1, Sizes.RECURRENCE);
        }

        @Override
        public int mean() {
            return passes;
        }

        @Override
        public int backprop() {
            return passes;
        }

        @Override
        public void check(int recurrences) {
            require(
                    recurrences <= passes,
                    passes == 1
                            ? "recurrences are %d, a dense model has %d; to repeat a band of its layers load it with --loop FIRST-LAST"
                            : "recurrences are %d, this model has at most %d",
                    recurrences,
                    passes);
        }

        @Override
        public int atMost(int recurrences) {
            return Math.min(recurrences, passes);
        }
    }

    /** Drawn anew for every micro-batch of training, so any number makes sense. */
    record Sampled(int mean, int backprop) implements Depth {
        public Sampled {
            Sizes.inRange("the mean recurrence", mean, 1, Sizes.RECURRENCE);
            Sizes.inRange("the backprop depth", backprop, 1, Sizes.RECURRENCE);
        }

        @Override
        public void check(int recurrences) {}

        @Override
        public int atMost(int recurrences) {
            return recurrences;
        }
    }
}
