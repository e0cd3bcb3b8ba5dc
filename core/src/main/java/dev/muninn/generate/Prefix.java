package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.NoExit;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of a text's first tokens, which any longer text with the same beginning can take over.
 *
 * @param tokens one for each position
 * @param cache whose first positions hold them
 */
record Prefix(Sharing sharing, int[] tokens, KvCache cache) {
    /**
     * What keys and values depend on beside the tokens up to their own; two requests share only where all of it is equal.
     *
     * @param noiseSeed 0 where there is none
     */
    record Sharing(int recurrences, StateInit init, long noiseSeed, KvFormat format, SlotPolicy slots) {
        /**
         * That of a request; null if what a position holds depends on what comes after it. So it is where a prompt exits as a group, where
         * recurrences overwrite one another's slot (a later prefill would look at the last one, not at its own), and where a
         * trace reads positions out at depths that the cache has gone past.
         */
        static @Nullable Sharing of(Request request, RecurrentModel model) {
            boolean groupExit = request.exit().inPrefill() && !(request.exit().criterion() instanceof NoExit);
            boolean overwritten = request.slots().slotsAt(request.recurrences()) < request.recurrences();
            if (groupExit || overwritten || request.trace() || request.decoding() instanceof Decoding.Wavefront) {
                return null;
            }
            boolean noise = request.init() == StateInit.NOISE && model.injectsInput();
            return new Sharing(
                    request.recurrences(),
                    request.init(),
                    noise ? request.noiseSeed() : 0,
                    request.kvFormat(),
                    request.slots());
        }
    }

    /** Positions that a request for {@code prompt} can take over; its last token is always computed, for its logits. */
    int common(int[] prompt) {
        int most = Math.min(tokens.length, prompt.length - 1);
        int differ = Arrays.mismatch(tokens, 0, most, prompt, 0, most);
        return differ < 0 ? most : differ;
    }

    /** Whether everything in {@code other} is here too. */
    boolean covers(Prefix other) {
        return sharing.equals(other.sharing)
                && other.tokens.length <= tokens.length
                && Arrays.equals(tokens, 0, other.tokens.length, other.tokens, 0, other.tokens.length);
    }
}
