package dev.muninn.cache;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.tensor.Bf16;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Where the keys and values of one block (at one recurrence) of one sequence live: pages that grow as positions come. */
final class KvSlot {
    private final KvPool pool;
    private MemorySegment[] pages = new MemorySegment[4];
    private int pageCount;

    KvSlot(KvPool pool) {
        this.pool = pool;
    }

    /** Stores {@code kv[keyAt .. + width)} and {@code kv[valueAt .. + width)} as the entry of {@code position}. */
    void write(int position, float[] kv, int keyAt, int valueAt) {
        int index = position / KvView.PAGE;
        while (pageCount <= index) {
            if (pageCount == pages.length) {
                pages = Arrays.copyOf(pages, pageCount * 2);
            }
            MemorySegment page = pool.take(); // may throw: counted only once it is there
            pages[pageCount++] = page;
        }
        int width = pool.geometry().width();
        int row = position % KvView.PAGE;
        store(pages[index], (long) row * width, kv, keyAt, width);
        store(pages[index], (long) (KvView.PAGE + row) * width, kv, valueAt, width);
    }

    private void store(MemorySegment page, long element, float[] from, int at, int width) {
        if (pool.geometry().format() == KvFormat.F32) {
            MemorySegment.copy(from, at, page, JAVA_FLOAT, element * 4, width);
        } else {
            for (int i = 0; i < width; i++) {
                page.setAtIndex(JAVA_SHORT, element + i, Bf16.fromFloat(from[at + i]));
            }
        }
    }

    void addTo(KvView view, int position) {
        view.add(pages[position / KvView.PAGE], position % KvView.PAGE);
    }

    /** Appends the entries of positions {@code 0 .. count}. */
    void addAllTo(KvView view, int count) {
        for (int from = 0; from < count; from += KvView.PAGE) {
            view.addRun(pages[from / KvView.PAGE], 0, Math.min(KvView.PAGE, count - from));
        }
    }

    boolean inUse() {
        return pageCount > 0;
    }

    long bytes() {
        return pageCount * pool.geometry().pageBytes();
    }

    /** Gives back the pages that hold only positions from {@code positions} on. */
    void truncate(int positions) {
        int keep = (positions + KvView.PAGE - 1) / KvView.PAGE;
        while (pageCount > keep) {
            pool.giveBack(pages[--pageCount]);
            pages[pageCount] = MemorySegment.NULL;
        }
    }
}
