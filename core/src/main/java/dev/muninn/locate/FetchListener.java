package dev.muninn.locate;

/** Follows the fetching of a model. Called from several threads, one at a time. */
public interface FetchListener {
    /** Hears nothing. */
    FetchListener NONE = new FetchListener() {};

    /**
     * Called once, before the first byte of a file is asked for; not called where everything is here already.
     *
     * @param model its name
     * @param files files to fetch
     * @param bytes bytes of these files, those of an earlier, broken attempt included
     */
    default void planned(String model, int files, long bytes) {}

    /** Bytes of the planned files that are here now. Fewer than before where a file had to begin again. */
    default void received(long bytes) {}

    /** Something that the user should know, such as "no connection, using the copy in the cache". */
    default void note(String text) {}
}
