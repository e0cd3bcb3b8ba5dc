package dev.muninn.cache;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Pages of a pool that grow as positions come. */
final class PageList {
    private final KvPool pool;
    private MemorySegment[] pages = new MemorySegment[4];
    private int count;

    PageList(KvPool pool) {
        this.pool = pool;
    }

    /** Page {@code index}; it and those before it are taken from the pool if they are not here yet. */
    MemorySegment grownTo(int index) {
        while (count <= index) {
            if (count == pages.length) {
                pages = Arrays.copyOf(pages, count * 2);
            }
            MemorySegment page = pool.take(); // may throw: counted only once it is there
            pages[count++] = page;
        }
        return pages[index];
    }

    MemorySegment get(int index) {
        return pages[index];
    }

    boolean isEmpty() {
        return count == 0;
    }

    long bytes() {
        return count * pool.geometry().pageBytes();
    }

    /** Gives back all pages but the first {@code keep}. */
    void shrinkTo(int keep) {
        while (count > keep) {
            pool.giveBack(pages[--count]);
            pages[count] = MemorySegment.NULL;
        }
    }
}
