package dev.muninn.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The keys and values that one query sees, in order of position, as runs of neighbouring entries in pages. Reused: a
 * cache fills it, a kernel reads it.
 *
 * <p>A page holds {@link #PAGE} positions of one slot: {@code PAGE} rows of keys, each {@code width} elements, then
 * {@code PAGE} rows of values of the same width. Row {@code i}'s keys start at {@code i · width · format.bytes()}, its values at
 * {@code (PAGE + i) · width · format.bytes()}. Elements are native-endian {@link KvFormat}; a page is aligned to 64 bytes.
 */
public final class KvView {
    /** Positions in a page. */
    public static final int PAGE = 16;

    private MemorySegment[] pages = new MemorySegment[8];
    private int[] firstRows = new int[8];
    private int[] lengths = new int[8];
    private int runs;
    private int entries;

    public void clear() {
        Arrays.fill(pages, 0, runs, MemorySegment.NULL);
        runs = 0;
        entries = 0;
    }

    /** Appends entry {@code row} of {@code page}. */
    public void add(MemorySegment page, int row) {
        addRun(page, row, 1);
    }

    /** Appends entries {@code firstRow .. firstRow + length} of {@code page}. */
    public void addRun(MemorySegment page, int firstRow, int length) {
        assert length > 0 && firstRow + length <= PAGE : firstRow + " + " + length;
        entries += length;
        if (runs > 0 && pages[runs - 1].equals(page) && firstRows[runs - 1] + lengths[runs - 1] == firstRow) {
            lengths[runs - 1] += length;
            return;
        }
        if (runs == pages.length) {
            pages = Arrays.copyOf(pages, runs * 2);
            firstRows = Arrays.copyOf(firstRows, runs * 2);
            lengths = Arrays.copyOf(lengths, runs * 2);
        }
        pages[runs] = page;
        firstRows[runs] = firstRow;
        lengths[runs] = length;
        runs++;
    }

    public int runs() {
        return runs;
    }

    public MemorySegment page(int run) {
        return pages[run];
    }

    public int firstRow(int run) {
        return firstRows[run];
    }

    public int length(int run) {
        return lengths[run];
    }

    /** Entries of all runs together: how many positions the query attends to. */
    public int entries() {
        return entries;
    }
}
