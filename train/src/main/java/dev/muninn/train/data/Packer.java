package dev.muninn.train.data;

/** Puts documents into sequences, in order. What a batch holds depends on the arguments alone, so a position is one number. */
@FunctionalInterface
public interface Packer {
    /**
     * Fills a batch.
     *
     * @param first index of the first document
     * @param sequences B
     * @param length T
     */
    Packed pack(DocumentSource source, long first, int sequences, int length);
}
