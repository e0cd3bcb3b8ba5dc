package dev.muninn.cache;

import dev.muninn.kernels.KvView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys and values of one sequence, and what its convolutions look back at. Blocks name their place (prelude, core at a recurrence, coda); the {@link SlotPolicy}
 * decides what memory that is and what a query sees. One owner, one thread at a time.
 */
public final class KvCache implements AutoCloseable {
    private final KvLease lease;
    private final SlotPolicy policy;
    private final KvSlot[] prelude;
    private final KvSlot[] coda;
    /** By prelude block; none for a model without convolutions. */
    private final HistorySlot[] history;
    /** Storage slots of the core, by storage slot and block. */
    private final List<KvSlot[]> core = new ArrayList<>();
    /** How many recurrences each position has written, by core block and position. */
    private final int[][] reached;

    /** A cache that takes pages as it grows, and fails when {@code pool} has no more. */
    public KvCache(KvPool pool, SlotPolicy policy) {
        this(new KvLease(pool, pool.geometry(), 0), policy);
    }

    /** A cache in pages of {@code lease}, which is closed with it. */
    public KvCache(KvLease lease, SlotPolicy policy) {
        this.lease = lease;
        this.policy = policy;
        KvGeometry geometry = lease.geometry();
        this.prelude = slots(geometry.attendingPreludeBlocks());
        this.coda = slots(geometry.codaBlocks());
        this.history = new HistorySlot[geometry.convolvingPreludeBlocks()];
        Arrays.setAll(history, i -> new HistorySlot(lease));
        this.reached = new int[geometry.coreBlocks()][KvView.PAGE];
    }

    private KvSlot[] slots(int count) {
        KvSlot[] slots = new KvSlot[count];
        Arrays.setAll(slots, i -> new KvSlot(lease));
        return slots;
    }

    public SlotPolicy policy() {
        return policy;
    }

    public KvGeometry geometry() {
        return lease.geometry();
    }

    public void writePrelude(int block, int position, float[] kv, int keyAt, int valueAt) {
        prelude[block].write(position, kv, keyAt, valueAt);
    }

    /** Stores {@code rows[at .. + historyWidth)} as what the convolution of a prelude block reads of {@code position}. */
    public void writeHistory(int block, int position, float[] rows, int at) {
        history[block].write(position, rows, at);
    }

    /** Copies what {@link #writeHistory} stored last for {@code position} to the start of {@code to}. */
    public void readHistory(int block, int position, float[] to) {
        history[block].read(position, to);
    }

    public void writeCoda(int block, int position, float[] kv, int keyAt, int valueAt) {
        coda[block].write(position, kv, keyAt, valueAt);
    }

    /** Stores the entry of {@code position} at recurrence {@code step}, counted from 0. */
    public void writeCore(int step, int block, int position, float[] kv, int keyAt, int valueAt) {
        coreSlots(step)[block].write(position, kv, keyAt, valueAt);
        if (position >= reached[block].length) {
            reached[block] = Arrays.copyOf(reached[block], Math.max(position + 1, 2 * reached[block].length));
        }
        reached[block][position] = step + 1;
    }

    private KvSlot[] coreSlots(int step) {
        int slot = policy.slotOf(step);
        while (core.size() <= slot) {
            core.add(slots(geometry().coreBlocks()));
        }
        return core.get(slot);
    }

    /** Takes the pages that the prelude at {@code position} will write; where there are none it fails here, before any row computes. */
    public void growPrelude(int position) {
        grow(prelude, position);
        for (HistorySlot slot : history) {
            slot.grow(position);
        }
    }

    /** As {@link #growPrelude}, for the core at recurrence {@code step}, counted from 0. */
    public void growCore(int step, int position) {
        grow(coreSlots(step), position);
    }

    /** As {@link #growPrelude}, for the coda. */
    public void growCoda(int position) {
        grow(coda, position);
    }

    private static void grow(KvSlot[] slots, int position) {
        for (KvSlot slot : slots) {
            slot.grow(position);
        }
    }

    /**
     * Takes over the first {@code positions} positions of {@code other}, all of which went through exactly {@code recurrences}
     * recurrences and the coda. This cache must be empty, and of the same geometry and policy.
     */
    public void copyFrom(KvCache other, int positions, int recurrences) {
        copy(prelude, other.prelude, positions);
        copy(coda, other.coda, positions);
        for (int i = 0; i < history.length; i++) {
            history[i].copyFrom(other.history[i], positions);
        }
        for (int step = 0; step < policy.slotsAt(recurrences); step++) {
            copy(coreSlots(step), other.coreSlots(step), positions);
        }
        for (int block = 0; block < reached.length; block++) {
            reached[block] = Arrays.copyOf(reached[block], Math.max(positions, reached[block].length));
            Arrays.fill(reached[block], 0, positions, recurrences);
        }
    }

    private static void copy(KvSlot[] to, KvSlot[] from, int positions) {
        for (int i = 0; i < to.length; i++) {
            to[i].copyFrom(from[i], positions);
        }
    }

    /** What a query at {@code position} sees in a prelude block: every position up to its own. */
    public void viewPrelude(int block, int position, KvView view) {
        view.clear();
        prelude[block].addAllTo(view, position + 1);
    }

    /** What a query at {@code position} sees in a coda block: every position up to its own, at its last readout. */
    public void viewCoda(int block, int position, KvView view) {
        view.clear();
        coda[block].addAllTo(view, position + 1);
    }

    /** What a query at {@code position} and recurrence {@code step} sees in a core block, in order of position. */
    public void viewCore(int step, int block, int position, KvView view) {
        view.clear();
        int slot = policy.slotOf(step);
        int[] depth = reached[block];
        if (allReached(depth, position, slot)) {
            core.get(slot)[block].addAllTo(view, position + 1);
            return;
        }
        for (int p = 0; p <= position; p++) {
            int visible = visibleSlot(depth[p], slot);
            if (visible >= 0) {
                core.get(visible)[block].addTo(view, p);
            }
        }
    }

    /** Storage slots fill in order, so a position has an entry in {@code slot} once it went past that many recurrences. */
    private static boolean allReached(int[] depth, int position, int slot) {
        for (int p = 0; p <= position; p++) {
            if (depth[p] <= slot) {
                return false;
            }
        }
        return true;
    }

    /** The storage slot that stands for a position of {@code depth} recurrences where {@code slot} is asked for, −1 for none. */
    private int visibleSlot(int depth, int slot) {
        return switch (policy.lookup()) {
            case FULL -> depth > slot ? slot : -1;
            case LATEST -> Math.min(slot, policy.slotsAt(depth) - 1);
            case LAST -> depth == 0 ? -1 : policy.slotOf(depth - 1);
        };
    }

    /** Forgets every position from {@code positions} on. */
    public void truncate(int positions) {
        for (int[] depth : reached) {
            Arrays.fill(depth, Math.min(positions, depth.length), depth.length, 0);
        }
        for (KvSlot slot : prelude) {
            slot.truncate(positions);
        }
        for (HistorySlot slot : history) {
            slot.truncate(positions);
        }
        for (KvSlot slot : coda) {
            slot.truncate(positions);
        }
        for (KvSlot[] blocks : core) {
            for (KvSlot slot : blocks) {
                slot.truncate(positions);
            }
        }
    }

    /** Bytes of all pages held. */
    public long bytes() {
        return sum(true);
    }

    /** Bytes that a position takes in the slots that are allocated: all of them, for a position of full depth. */
    public long bytesPerToken() {
        return sum(false);
    }

    private long sum(boolean pages) {
        long bytes = 0;
        for (KvSlot[] slots : core) {
            bytes += sum(slots, pages);
        }
        for (HistorySlot slot : history) {
            if (slot.inUse()) {
                bytes += pages ? slot.bytes() : geometry().historyBytes();
            }
        }
        return bytes + sum(prelude, pages) + sum(coda, pages);
    }

    private long sum(KvSlot[] slots, boolean pages) {
        long bytes = 0;
        for (KvSlot slot : slots) {
            if (slot.inUse()) {
                bytes += pages ? slot.bytes() : geometry().entryBytes();
            }
        }
        return bytes;
    }

    /** Gives up the memory that was reserved or used once and holds nothing now. Returns the bytes that are kept. */
    public long trim() {
        lease.trim();
        return lease.heldBytes();
    }

    @Override
    public void close() {
        truncate(0);
        lease.close();
    }
}
