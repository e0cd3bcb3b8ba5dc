package dev.muninn.cache;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.tensor.Bf16;
import java.lang.foreign.MemorySegment;

/** Where the keys and values of one block (at one recurrence) of one sequence live: pages that grow as positions come. */
final class KvSlot {
    private final KvGeometry geometry;
    private final PageList pages;

    KvSlot(KvLease lease) {
        this.geometry = lease.geometry();
        this.pages = new PageList(lease);
    }

    /** Stores {@code kv[keyAt .. + width)} and {@code kv[valueAt .. + width)} as the entry of {@code position}. */
    void write(int position, float[] kv, int keyAt, int valueAt) {
        MemorySegment page = pages.grownTo(position / KvView.PAGE);
        int width = geometry.width();
        int row = position % KvView.PAGE;
        store(page, (long) row * width, kv, keyAt, width);
        store(page, (long) (KvView.PAGE + row) * width, kv, valueAt, width);
    }

    private void store(MemorySegment page, long element, float[] from, int at, int width) {
        if (geometry.format() == KvFormat.F32) {
            MemorySegment.copy(from, at, page, JAVA_FLOAT, element * 4, width);
        } else {
            for (int i = 0; i < width; i++) {
                page.setAtIndex(JAVA_SHORT, element + i, Bf16.fromFloat(from[at + i]));
            }
        }
    }

    /** Makes sure that {@link #write} at {@code position} finds its page. */
    void grow(int position) {
        pages.grownTo(position / KvView.PAGE);
    }

    /** Takes over the entries of the first {@code positions} positions of {@code other}, which has them all. */
    void copyFrom(KvSlot other, int positions) {
        pages.copyFrom(other.pages, (positions + KvView.PAGE - 1) / KvView.PAGE);
    }

    void addTo(KvView view, int position) {
        view.add(pages.get(position / KvView.PAGE), position % KvView.PAGE);
    }

    /** Appends the entries of positions {@code 0 .. count}. */
    void addAllTo(KvView view, int count) {
        for (int from = 0; from < count; from += KvView.PAGE) {
            view.addRun(pages.get(from / KvView.PAGE), 0, Math.min(KvView.PAGE, count - from));
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
        pages.shrinkTo((positions + KvView.PAGE - 1) / KvView.PAGE);
    }
}
