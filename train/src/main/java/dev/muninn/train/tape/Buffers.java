package dev.muninn.train.tape;

import java.util.ArrayList;
import java.util.List;

/** The buffers of a program while it is planned, by slot: those its caller hands in, those kept between forward and backward, shared ones. */
final class Buffers {
    /** The state before, (M, C); the caller's. */
    static final int STATE = 0;

    /** The input; the caller's. */
    static final int INPUT = 1;

    /** The result; the caller's. */
    static final int OUT = 2;

    /** The result's gradient, which is used up; the caller's. */
    static final int D_OUT = 3;

    /** The gradient of {@link #STATE}, written; the caller's; may be the array of {@link #D_OUT}. */
    static final int D_STATE = 4;

    /** The gradient of {@link #INPUT}, added to; the caller's. */
    static final int D_INPUT = 5;

    private static final int EXTERNAL = 6;

    /** A buffer that is not the caller's; {@code shared} is its number among the shared ones, negative for a kept one. */
    record Buffer(int width, int shared) {}

    private final List<Buffer> all = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int shared;

    /** A buffer that stays as it is until the backward pass. */
    int keep(int width) {
        all.add(new Buffer(width, -1));
        return EXTERNAL + all.size() - 1;
    }

    /** A buffer that programs use in turn: the narrowest free one that is wide enough, else the widest, made wider. */
    int take(int width) {
        int best = -1;
        for (int slot : free) {
            if (best < 0 || better(width(slot), width(best), width)) {
                best = slot;
            }
        }
        if (best < 0) {
            all.add(new Buffer(width, shared++));
            return EXTERNAL + all.size() - 1;
        }
        int taken = best;
        free.removeIf(slot -> slot == taken);
        if (width(best) < width) {
            all.set(best - EXTERNAL, new Buffer(width, all.get(best - EXTERNAL).shared()));
        }
        return best;
    }

    private static boolean better(int found, int best, int wanted) {
        return best < wanted ? found > best : found >= wanted && found < best;
    }

    /** Gives a shared buffer back; others are left alone. */
    void release(int slot) {
        if (slot >= EXTERNAL && all.get(slot - EXTERNAL).shared() >= 0) {
            free.add(slot);
        }
    }

    private int width(int slot) {
        return all.get(slot - EXTERNAL).width();
    }

    int slots() {
        return EXTERNAL + all.size();
    }

    /** Arrays for {@code rows} rows; those of the caller are missing. */
    float[][] arrays(Machine machine, int rows) {
        float[][] arrays = new float[slots()][];
        for (int slot = EXTERNAL; slot < arrays.length; slot++) {
            Buffer buffer = all.get(slot - EXTERNAL);
            int size = rows * buffer.width();
            arrays[slot] = buffer.shared() < 0 ? new float[size] : machine.shared(buffer.shared(), size);
        }
        return arrays;
    }
}
