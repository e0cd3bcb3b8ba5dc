package dev.muninn.eval.task;

import dev.muninn.error.MuninnException;

/**
 * What a problem may be used for. A problem's content alone decides, never its index or seed: no problem is in both, whatever
 * the seeds. One in eight is held out.
 */
public enum Split {
    TRAIN("train"),
    HELD_OUT("held-out");

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final int HELD_OUT_BITS = 3;

    private final String label;

    Split(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Where a problem belongs by its {@link Example#content}. */
    public static Split of(String content) {
        return TaskRandom.mix(hash(content)) >>> (Long.SIZE - HELD_OUT_BITS) == 0 ? HELD_OUT : TRAIN;
    }

    /** 64-bit FNV-1a over the characters. */
    static long hash(String content) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < content.length(); i++) {
            hash = (hash ^ content.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The split of a {@link #label}. */
    public static Split named(String label) {
        for (Split split : values()) {
            if (split.label.equals(label)) {
                return split;
            }
        }
        throw new MuninnException("'" + label + "' is no split of the problems; wanted train or held-out");
    }
}
