package dev.muninn.cache;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One cache's share of a {@link KvPool}: units reserved for it, and the pages cut from those it took. A lease grows past its
 * reservation as long as the pool has room. Pages that are given back stay with the lease until it is trimmed or closed.
 * One owner, one thread at a time.
 */
public final class KvLease implements AutoCloseable {
    private final KvPool pool;
    private final KvGeometry geometry;
    private final int pagesPerUnit;
    private final List<MemorySegment> units = new ArrayList<>();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    /** Units that the pool counts as leased. */
    private long leased;

    KvLease(KvPool pool, KvGeometry geometry, long reserved) {
        this.pool = pool;
        this.geometry = geometry;
        this.pagesPerUnit = pool.pagesPerUnit(geometry);
        this.leased = reserved;
    }

    KvGeometry geometry() {
        return geometry;
    }

    MemorySegment take() {
        if (free.isEmpty()) {
            boolean reserved = units.size() < leased;
            MemorySegment unit = pool.take(reserved); // may throw: counted only once it is there
            leased += reserved ? 0 : 1;
            units.add(unit);
            for (int i = pagesPerUnit - 1; i >= 0; i--) {
                free.push(unit.asSlice(i * geometry.pageBytes(), geometry.pageBytes()));
            }
        }
        return free.pop();
    }

    void giveBack(MemorySegment page) {
        free.push(page);
    }

    /** Gives up every unit that holds no page in use, and what was reserved beyond. */
    void trim() {
        Set<Long> idle = new HashSet<>();
        free.forEach(page -> idle.add(page.address()));
        List<MemorySegment> emptied =
                units.stream().filter(unit -> isIdle(unit, idle)).toList();
        Set<Long> gone = new HashSet<>();
        for (MemorySegment unit : emptied) {
            for (int i = 0; i < pagesPerUnit; i++) {
                gone.add(unit.address() + i * geometry.pageBytes());
            }
        }
        free.removeIf(page -> gone.contains(page.address()));
        units.removeIf(unit -> gone.contains(unit.address()));
        pool.giveBack(emptied);
        pool.unlease(leased - units.size());
        leased = units.size();
    }

    private boolean isIdle(MemorySegment unit, Set<Long> idle) {
        for (int i = 0; i < pagesPerUnit; i++) {
            if (!idle.contains(unit.address() + i * geometry.pageBytes())) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the units held. */
    long heldBytes() {
        return units.size() * pool.unitBytes();
    }

    /** All pages must have been given back. */
    @Override
    public void close() {
        assert free.size() == (long) units.size() * pagesPerUnit : "pages of a closed lease are in use";
        pool.giveBack(units);
        pool.unlease(leased);
        units.clear();
        free.clear();
        leased = 0;
    }
}
