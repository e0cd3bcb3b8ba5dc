package dev.muninn.cache;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * The rows that a prelude block's convolution looks back at, of one sequence, by position: always f32, whatever keys and values
 * are, so that a result is the same whether its predecessors came in the same batch or long before. Rows lie one after the other
 * in the pool's pages, across their borders: pages of a size of their own would compete with those of keys and values for
 * the last of a small budget.
 */
final class HistorySlot {
    private final int width;
    private final int pageElements;
    private final PageList pages;

    HistorySlot(KvLease lease) {
        this.width = lease.geometry().historyWidth();
        this.pageElements = Math.toIntExact(lease.geometry().pageBytes() / Float.BYTES);
        this.pages = new PageList(lease);
    }

    /** Stores {@code from[at .. + width)} as the row of {@code position}. */
    void write(int position, float[] from, int at) {
        for (int done = 0; done < width; ) {
            long element = (long) position * width + done;
            int inPage = (int) (element % pageElements);
            int length = Math.min(width - done, pageElements - inPage);
            MemorySegment page = pages.grownTo((int) (element / pageElements));
            MemorySegment.copy(from, at + done, page, JAVA_FLOAT, 4L * inPage, length);
            done += length;
        }
    }

    /** Makes sure that {@link #write} at {@code position} finds its pages. */
    void grow(int position) {
        pages.grownTo((int) (((long) (position + 1) * width - 1) / pageElements));
    }

    /** Takes over the rows of the first {@code positions} positions of {@code other}, which has them all. */
    void copyFrom(HistorySlot other, int positions) {
        pages.copyFrom(other.pages, pagesOf(positions));
    }

    private int pagesOf(int positions) {
        return (int) (((long) positions * width + pageElements - 1) / pageElements);
    }

    /** Copies the row of {@code position} to the start of {@code to}. */
    void read(int position, float[] to) {
        for (int done = 0; done < width; ) {
            long element = (long) position * width + done;
            int inPage = (int) (element % pageElements);
            int length = Math.min(width - done, pageElements - inPage);
            MemorySegment page = pages.get((int) (element / pageElements));
            MemorySegment.copy(page, JAVA_FLOAT, 4L * inPage, to, done, length);
            done += length;
        }
    }

    boolean inUse() {
        return !pages.isEmpty();
    }

    long bytes() {
        return pages.bytes();
    }

    /** Gives back the pages that hold only positions from {@code positions} on. */
    void truncate(int positions) {
        pages.shrinkTo(pagesOf(positions));
    }
}
