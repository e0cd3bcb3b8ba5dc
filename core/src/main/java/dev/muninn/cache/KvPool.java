package dev.muninn.cache;

import dev.muninn.error.MuninnException;
import dev.muninn.events.KvEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Locale;

/** Pages of native memory for caches of one geometry; pages that a cache gives back are used again. Safe for several threads. */
public final class KvPool implements AutoCloseable {
    private static final long CHUNK_BYTES = 8L << 20;
    private static final long ALIGNMENT = 64;

    private final KvGeometry geometry;
    private final KvBudget budget;
    private final Arena arena = Arena.ofShared();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private long usedBytes;

    /** A pool that takes its memory out of {@code budget}. */
    public KvPool(KvGeometry geometry, KvBudget budget) {
        this.geometry = geometry;
        this.budget = budget;
    }

    public KvGeometry geometry() {
        return geometry;
    }

    /** Bytes that caches hold now. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    synchronized MemorySegment take() {
        if (free.isEmpty()) {
            allocateChunk();
        }
        usedBytes += geometry.pageBytes();
        return free.pop();
    }

    synchronized void giveBack(MemorySegment page) {
        usedBytes -= geometry.pageBytes();
        free.push(page);
    }

    private void allocateChunk() {
        long stride = (geometry.pageBytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long pages = budget.take(stride, Math.max(1, CHUNK_BYTES / stride));
        MemorySegment chunk;
        try {
            chunk = arena.allocate(pages * stride, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            budget.giveBack(pages * stride);
            throw new MuninnException(
                    String.format(
                            Locale.ROOT,
                            "no memory for the KV cache: %,d bytes more were asked for; lower --recurrences or share slots"
                                    + " with --kv latest+ring:1",
                            pages * stride),
                    e);
        }
        var event = new KvEvent();
        event.bytes = pages * stride;
        event.poolBytes = budget.takenBytes();
        event.commit();
        for (long i = pages - 1; i >= 0; i--) {
            free.push(chunk.asSlice(i * stride, geometry.pageBytes(), ALIGNMENT));
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
