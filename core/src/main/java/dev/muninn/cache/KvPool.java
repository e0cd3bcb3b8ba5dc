package dev.muninn.cache;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.events.KvEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all keys and values: native units of one size, each a page of the pool's own geometry, or several of a format with
 * smaller elements. Nobody takes units but through a {@link KvLease}, which may have reserved them before; so what was
 * reserved is there when it is needed, whatever the formats of the others. Safe for several threads.
 */
public final class KvPool implements AutoCloseable {
    private static final long CHUNK_BYTES = 8L << 20;
    private static final long ALIGNMENT = 64;

    private final KvGeometry geometry;
    private final long unitBytes;
    private final long mostUnits;
    private final Arena arena = Arena.ofShared();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private long allocated;
    /** Units that leases hold or may still take without asking. */
    private long leased;

    /**
     * @param geometry of the widest elements that caches of this pool have
     * @param limitBytes memory that the pool may take; it takes it as it is needed
     */
    public KvPool(KvGeometry geometry, long limitBytes) {
        this.geometry = geometry;
        this.unitBytes = (geometry.pageBytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        this.mostUnits = limitBytes / unitBytes;
    }

    KvGeometry geometry() {
        return geometry;
    }

    /** Refuses, with what to do about it, a cache of {@code pages} pages that is larger than the whole pool. */
    public void requireRoom(KvGeometry wanted, long pages) {
        require(
                hasRoom(wanted, pages),
                "the KV cache is too small: the request may need %,d bytes and there are %,d; shorten the prompt, ask for fewer tokens,"
                        + " lower --recurrences, or share slots with --kv latest+ring:1",
                units(wanted, pages) * unitBytes,
                limitBytes());
    }

    /** Whether {@code pages} pages of {@code wanted} fit into the pool when it is empty. */
    public boolean hasRoom(KvGeometry wanted, long pages) {
        return units(wanted, pages) <= mostUnits;
    }

    /** Reserves {@code pages} pages of {@code wanted}; null if others have leased too much for now. */
    public synchronized @Nullable KvLease tryLease(KvGeometry wanted, long pages) {
        long units = units(wanted, pages);
        if (units > mostUnits - leased) {
            return null;
        }
        leased += units;
        return new KvLease(this, wanted, units);
    }

    /** Waits until {@code pages} pages of {@code wanted} can be reserved; somebody else may be faster then. */
    public synchronized void awaitRoom(KvGeometry wanted, long pages) {
        try {
            while (units(wanted, pages) > mostUnits - leased) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuninnException("interrupted while waiting for memory for keys and values", e);
        }
    }

    private long units(KvGeometry wanted, long pages) {
        long perUnit = pagesPerUnit(wanted);
        return (pages + perUnit - 1) / perUnit;
    }

    int pagesPerUnit(KvGeometry wanted) {
        int pages = Math.toIntExact(unitBytes / wanted.pageBytes());
        if (pages < 1) {
            throw new IllegalArgumentException("a page of " + wanted + " is larger than one of the pool's " + geometry);
        }
        return pages;
    }

    /** Bytes that caches hold now. */
    public synchronized long usedBytes() {
        return (allocated - free.size()) * unitBytes;
    }

    /** Bytes that caches hold or have reserved. */
    public synchronized long leasedBytes() {
        return leased * unitBytes;
    }

    public long limitBytes() {
        return mostUnits * unitBytes;
    }

    long unitBytes() {
        return unitBytes;
    }

    /** A unit that was {@code reserved}, or one more for a lease that grows as it goes. */
    synchronized MemorySegment take(boolean reserved) {
        if (!reserved) {
            require(
                    leased < mostUnits,
                    "the KV cache is full: %,d of %,d bytes are taken and a page takes %,d; shorten the prompt, lower --recurrences,"
                            + " or share slots with --kv latest+ring:1",
                    leased * unitBytes,
                    limitBytes(),
                    unitBytes);
        }
        if (free.isEmpty()) {
            allocateChunk();
        }
        leased += reserved ? 0 : 1;
        return free.pop();
    }

    synchronized void giveBack(Iterable<MemorySegment> units) {
        units.forEach(free::push);
    }

    synchronized void unlease(long units) {
        leased -= units;
        notifyAll();
    }

    private void allocateChunk() {
        long units = Math.clamp(CHUNK_BYTES / unitBytes, 1, mostUnits - allocated);
        long bytes = units * unitBytes;
        MemorySegment chunk;
        try {
            chunk = arena.allocate(bytes, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw new MuninnException(
                    String.format(
                            Locale.ROOT,
                            "no memory for the KV cache: %,d bytes more were asked for; lower --recurrences or share slots"
                                    + " with --kv latest+ring:1",
                            bytes),
                    e);
        }
        allocated += units;
        var event = new KvEvent();
        event.bytes = bytes;
        event.poolBytes = allocated * unitBytes;
        event.commit();
        for (long i = units - 1; i >= 0; i--) {
            free.push(chunk.asSlice(i * unitBytes, unitBytes, ALIGNMENT));
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
