package dev.muninn.train.batch;

import static dev.muninn.error.MuninnException.require;

/**
 * B sequences of T tokens, M = B·T rows one after the other. A sequence holds one or more documents; none sees another.
 *
 * @param tokens (M)
 * @param targets (M) the next token of the same document; any where the weight is 0
 * @param weights (M) how much a target's loss counts, 0 where there is none; the loss is their weighted mean
 * @param documentStart (M) the first row of the row's document
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record Batch(int sequences, int length, int[] tokens, int[] targets, float[] weights, int[] documentStart) {
    public Batch {
        int rows = sequences * length;
        require(
                tokens.length == rows
                        && targets.length == rows
                        && weights.length == rows
                        && documentStart.length == rows,
                "a batch of %d sequences of %d tokens has %d tokens, %d targets, %d weights, %d document starts; wanted %d of each",
                sequences,
                length,
                tokens.length,
                targets.length,
                weights.length,
                documentStart.length,
                rows);
    }

    public int rows() {
        return sequences * length;
    }
}
