package dev.muninn.cache;

import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;

/**
 * What a model's cache is made of.
 *
 * @param preludeBlocks blocks run once before the recurrence
 * @param coreBlocks blocks of one recurrence
 * @param codaBlocks blocks run once after the recurrence
 * @param width elements of one position's keys in one block: key-value heads times head width
 * @param historyWidth elements of the row, always f32, that each prelude block keeps of a position for its convolution, instead of
 *     keys and values; 0 for preludes with attention
 */
public record KvGeometry(
        int preludeBlocks, int coreBlocks, int codaBlocks, int width, int historyWidth, KvFormat format) {
    /** Bytes of one position's keys and values in one slot. */
    public long entryBytes() {
        return 2L * width * format.bytes();
    }

    /** Bytes of a page, keys and values. */
    public long pageBytes() {
        return KvView.PAGE * entryBytes();
    }

    /** Bytes of the row that one prelude block keeps of one position for its convolution. */
    public long historyBytes() {
        return (long) Float.BYTES * historyWidth;
    }

    /** Pages that a cache of {@code positions} positions takes at most, when all of them went through {@code recurrences} recurrences. */
    public long pages(SlotPolicy policy, int recurrences, int positions) {
        long slots = preludeBlocks + codaBlocks + (long) coreBlocks * policy.slotsAt(recurrences);
        long perSlot = ((long) positions + KvView.PAGE - 1) / KvView.PAGE;
        long perHistory = (positions * historyBytes() + pageBytes() - 1) / pageBytes();
        return slots * perSlot + preludeBlocks * perHistory;
    }

    /** Bytes a position takes after {@code recurrences} recurrences under {@code policy}. */
    public long bytesPerToken(SlotPolicy policy, int recurrences) {
        long prelude = preludeBlocks * (historyWidth > 0 ? historyBytes() : entryBytes());
        return prelude + entryBytes() * (codaBlocks + (long) coreBlocks * policy.slotsAt(recurrences));
    }
}
