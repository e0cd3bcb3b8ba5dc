package dev.muninn.train.data;

/**
 * An endless row of documents, the same at every call: a trainer that stopped after document n goes on with n + 1. May be asked by
 * several threads at once.
 */
@FunctionalInterface
public interface DocumentSource {
    /**
     * The document of a number.
     *
     * @param index 0 or more
     */
    Document at(long index);
}
