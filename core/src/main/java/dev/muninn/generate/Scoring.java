package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvGeometry;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;

/**
 * Known tokens, thought about to one depth and looked at position by position: to score a text or to embed it. The values are those
 * of {@link ForwardPass} to the bit.
 *
 * @param recurrences of every position
 * @param seed of the state noise
 * @param visitor shown every position in order, on the thread that computes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Scoring(int[] tokens, int recurrences, StateInit init, long seed, ForwardPass.Visitor visitor) {
    /** One slot is enough: all positions are at the same recurrence, none looks at another one. */
    static final SlotPolicy SLOTS = new SlotPolicy(SlotPolicy.Lookup.FULL, new SlotPolicy.Storage.Ring(1));

    public Scoring {
        require(recurrences >= 1, "at least 1 recurrence is needed, found %d", recurrences);
    }

    void check(RecurrentModel model) {
        model.config().loop().depth().check(recurrences);
        int most = model.config().context();
        int vocab = model.config().vocab();
        require(
                tokens.length >= 1 && tokens.length <= most,
                "%d tokens were given, 1 to %d fit the model's context",
                tokens.length,
                most);
        for (int token : tokens) {
            require(token >= 0 && token < vocab, "token %d is outside the vocabulary of 0 to %d", token, vocab - 1);
        }
    }

    KvNeed need(RecurrentModel model) {
        KvGeometry geometry = model.kvGeometry(KvFormat.F32);
        return new KvNeed(geometry, geometry.pages(SLOTS, recurrences, tokens.length));
    }
}
