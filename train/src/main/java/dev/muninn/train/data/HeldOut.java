package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

/**
 * Which documents are never trained on. The text alone decides, white space at its ends aside: the same text is on the same side
 * wherever it comes from.
 *
 * @param share of all documents, in [0, 1]; 1 for files that are for evaluation alone
 */
public record HeldOut(double share) {
    public HeldOut {
        require(share >= 0 && share <= 1, "a share of %s held out; wanted 0 to 1", share);
    }

    public boolean holds(String text) {
        double place = (Hash.of(text.strip()) >>> 11) * 0x1p-53; // in [0, 1)
        return place < share;
    }
}
