package dev.muninn.config;

import static dev.muninn.error.MuninnException.require;

/** Sizes beyond any real model: a config that asks for more is damaged, and must not make the engine allocate. */
public final class Sizes {
    public static final int WIDTH = 1_000_000;
    public static final int MLP_WIDTH = 10_000_000;
    public static final int HEADS = 100_000;
    public static final int VOCAB = 100_000_000;
    public static final int BLOCKS = 10_000;
    public static final int RECURRENCE = 100_000;
    public static final int TAPS = 8;
    public static final int POSITIONS = 1_000_000_000;

    private Sizes() {}

    /** Refuses a number out of range. */
    public static void inRange(String what, long found, long least, long most) {
        require(found >= least && found <= most, "%s is %d, it must be between %d and %d", what, found, least, most);
    }

    /** Rows and columns of a matrix whose elements must be countable by an int. */
    public static void matrix(String what, long rows, long cols) {
        require(
                rows * cols <= Integer.MAX_VALUE,
                "%s would be (%d, %d), it must have fewer than 2^31 elements",
                what,
                rows,
                cols);
    }

    /** Refuses what is not above 0. */
    public static void positive(String what, double found, double most) {
        // written so that NaN is refused too
        require(found > 0 && found <= most, "%s is %s, it must be above 0 and at most %s", what, found, most);
    }
}
