package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

/** Which rows of a request are live together. */
public sealed interface Decoding {
    /** One position after the other. */
    record Sequential() implements Decoding {}

    /**
     * Draft tokens at few recurrences, then finish the same rows at full depth together and keep the drafts that full depth
     * would have drawn too: the tokens are those of sequential decoding, greedy or sampled, to the bit.
     *
     * @param draftRecurrences recurrences of a draft row
     * @param lookahead tokens drafted before they are checked
     */
    record Speculative(int draftRecurrences, int lookahead) implements Decoding {
        public static final Speculative DEFAULT = new Speculative(4, 4);

        public Speculative {
            require(draftRecurrences >= 1, "--draft-recurrences is at least 1, found %d", draftRecurrences);
            require(lookahead >= 1 && lookahead <= 256, "--lookahead is 1 to 256 tokens, found %d", lookahead);
        }
    }

    /**
     * Several neighbouring positions think at once, each at its own depth; the wave is frozen from the left as states settle
     * (the reference's diffusion-style sampler, Geiping et al. 2025, arXiv:2510.14961).
     *
     * @param inner recurrences between two looks at the tokens
     * @param headway positions added after each look
     * @param maxWavefront live positions at most
     * @param embeddingAverage share η of a position's former input that is kept when its draft token changes
     * @param exitAt a position is settled when its state moved less than this share of its length between two looks
     * @param stateNoise share of fresh noise mixed into a state before it thinks on, divided by 1 + its recurrences
     */
    record Wavefront(
            int inner, int headway, int maxWavefront, double embeddingAverage, double exitAt, double stateNoise)
            implements Decoding {
        public static final Wavefront DEFAULT = new Wavefront(4, 1, 128, 0.1, 0.03, 0);

        public Wavefront {
            require(inner >= 1, "--inner is at least 1 recurrence, found %d", inner);
            require(headway >= 1, "--headway is at least 1 position, found %d", headway);
            require(maxWavefront >= 1 && maxWavefront <= 4096, "--max-wavefront is 1 to 4096, found %d", maxWavefront);
            require(
                    embeddingAverage >= 0 && embeddingAverage < 1,
                    "--ema is from 0 to under 1, found %s",
                    embeddingAverage);
            require(exitAt >= 0, "--exit-at is at least 0, found %s", exitAt);
            require(stateNoise >= 0 && stateNoise < 1, "the state noise is from 0 to under 1, found %s", stateNoise);
        }
    }
}
