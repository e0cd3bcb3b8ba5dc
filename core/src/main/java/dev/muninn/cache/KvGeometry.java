package dev.muninn.cache;

import dev.muninn.architecture.Architecture;
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
    /** What the cache of a model of {@code facts} must hold. */
    public static KvGeometry of(Architecture facts, KvFormat format) {
        return new KvGeometry(
                facts.prelude().blocks(),
                facts.core().blocks(),
                facts.coda().blocks(),
                facts.attention().keyWidth(),
                facts.historyWidth(),
                format);
    }

    /** Prelude blocks that attend, and keep keys and values: all or none. */
    public int attendingPreludeBlocks() {
        return historyWidth > 0 ? 0 : preludeBlocks;
    }

    /** Prelude blocks that convolve, and keep a history: all or none. */
    public int convolvingPreludeBlocks() {
        return preludeBlocks - attendingPreludeBlocks();
    }

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
        long perSlot = ((long) positions + KvView.PAGE - 1) / KvView.PAGE;
        long perHistory = (positions * historyBytes() + pageBytes() - 1) / pageBytes();
        return slots(policy, recurrences) * perSlot + convolvingPreludeBlocks() * perHistory;
    }

    private long slots(SlotPolicy policy, int recurrences) {
        return attendingPreludeBlocks() + codaBlocks + (long) coreBlocks * policy.slotsAt(recurrences);
    }

    /** Bytes a position takes after {@code recurrences} recurrences under {@code policy}. */
    public long bytesPerToken(SlotPolicy policy, int recurrences) {
        return entryBytes() * slots(policy, recurrences) + historyBytes() * convolvingPreludeBlocks();
    }
}
