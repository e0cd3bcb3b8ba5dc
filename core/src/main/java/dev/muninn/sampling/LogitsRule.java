package dev.muninn.sampling;

/**
 * Changes logits before a token is drawn from them: a bias, a mask. What it does may depend on the tokens of the sequence and
 * nothing else, so that a draft and its check are ruled alike.
 */
public interface LogitsRule {
    /** The rule with a workspace for one sequence. */
    Applied start();

    /** For one sequence at a time; positions may be asked for again, with other tokens before them. */
    interface Applied {
        /**
         * Changes {@code logits} (V) in place.
         *
         * @param tokens the sequence; those from {@code from} up to but without {@code to} were generated
         */
        void apply(float[] logits, int[] tokens, int from, int to);
    }
}
