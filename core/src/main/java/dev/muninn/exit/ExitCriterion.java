package dev.muninn.exit;

/**
 * When a token has been thought about enough. Asked after every recurrence; immutable, so that one criterion serves many
 * sequences. Implement it (and {@link Factory}, to make it known to {@code --exit}) to add one: the engine needs nothing else.
 */
public interface ExitCriterion {
    /** One line for reports, such as "until the state moves less than 0.03". */
    String describe();

    /** Whether it reads the next token's logits, which costs a pass through the coda and the head at every recurrence asked. */
    default boolean needsLogits() {
        return false;
    }

    /** Whether it reads the model's learned exit gate; refused for models without one. */
    default boolean needsGate() {
        return false;
    }

    /** What one sequence remembers from recurrence to recurrence. */
    Tracker newTracker();

    /** One sequence's memory of its states; reused from token to token. */
    interface Tracker {
        /** Before the first recurrence. */
        void begin(LatentStates states);

        /** After a recurrence: true to stop here. */
        boolean reached(LatentStates states, Readout readout);

        /** The figure that {@link #reached} last compared with its threshold. */
        double value();
    }

    /**
     * The latent states that exit together: one row while decoding, every prompt position in a prefill. A criterion on states
     * takes the mean over rows; {@link Settled} the slowest.
     */
    interface LatentStates {
        int rows();

        /** The state of row {@code i}; not to be changed. */
        float[] row(int i);
    }

    /** What the model would say now, at the last of the rows. */
    interface Readout {
        /** Logits over the vocabulary; valid until the next recurrence. */
        float[] logits();

        /** The learned gate's probability of stopping at this recurrence, given that it got here. */
        double gate();
    }

    /** A named criterion, found with {@link java.util.ServiceLoader}. */
    interface Factory {
        /** The word before the colon in {@code --exit name:x}. */
        String name();

        /** The criterion with threshold {@code threshold}, NaN where none was given. */
        ExitCriterion create(double threshold);
    }
}
