package dev.muninn.cache;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Pages of a lease that grow as positions come. */
final class PageList {
    private final KvLease lease;
    private MemorySegment[] pages = new MemorySegment[4];
    private int count;

    PageList(KvLease lease) {
        this.lease = lease;
    }

    /** Page {@code index}; it and those before it are taken from the lease if they are not here yet. */
    MemorySegment grownTo(int index) {
        while (count <= index) {
            if (count == pages.length) {
                pages = Arrays.copyOf(pages, count * 2);
            }
            MemorySegment page = lease.take(); // may throw: counted only once it is there
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
        return count * lease.geometry().pageBytes();
    }

    /** Makes the first {@code length} pages copies of those of {@code other}. */
    void copyFrom(PageList other, int length) {
        for (int i = 0; i < length; i++) {
            grownTo(i).copyFrom(other.get(i));
        }
    }

    /** Gives back all pages but the first {@code keep}. */
    void shrinkTo(int keep) {
        while (count > keep) {
            lease.giveBack(pages[--count]);
            pages[count] = MemorySegment.NULL;
        }
    }
}
