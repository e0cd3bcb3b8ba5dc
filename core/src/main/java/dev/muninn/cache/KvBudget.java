package dev.muninn.cache;

import static dev.muninn.error.MuninnException.require;

/** Memory that all pools of an engine may take together. Safe for several threads. */
public final class KvBudget {
    private final long limitBytes;
    private long takenBytes;

    public KvBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes up to {@code wanted} pages of {@code pageBytes}, at least one; returns how many. */
    synchronized long take(long pageBytes, long wanted) {
        long pages = Math.min((limitBytes - takenBytes) / pageBytes, wanted);
        require(
                pages > 0,
                "the KV cache is full: %,d of %,d bytes are allocated and a page takes %,d; shorten the prompt, lower --recurrences,"
                        + " or share slots with --kv latest+ring:1",
                takenBytes,
                limitBytes,
                pageBytes);
        takenBytes += pages * pageBytes;
        return pages;
    }

    synchronized void giveBack(long bytes) {
        takenBytes -= bytes;
    }

    synchronized long takenBytes() {
        return takenBytes;
    }
}
