package dev.muninn.config;

import static dev.muninn.error.MuninnException.require;

/** Sizes beyond any real model: a config that asks for more is damaged, and must not make the engine allocate. */
final class Limits {
    static final int WIDTH = 1_000_000;
    static final int MLP_WIDTH = 10_000_000;
    static final int HEADS = 100_000;
    static final int VOCAB = 100_000_000;
    static final int BLOCKS = 10_000;
    static final int RECURRENCE = 100_000;
    static final int TAPS = 8;
    static final int POSITIONS = 1_000_000_000;

    private Limits() {}

    static void inRange(String key, long found, long least, long most) {
        require(found >= least && found <= most, "%s is %d, it must be between %d and %d", key, found, least, most);
    }

    /** What every family shares; {@code keys} are the family's names for heads and kv heads. */
    static void attention(String headsKey, int heads, String kvHeadsKey, int kvHeads, int headWidth) {
        inRange(headsKey, heads, 1, HEADS);
        inRange(kvHeadsKey, kvHeads, 1, heads);
        require(heads % kvHeads == 0, "%s is %d, it must divide %s (%d)", kvHeadsKey, kvHeads, headsKey, heads);
        inRange("head_dim", headWidth, 2, WIDTH);
        require(headWidth % 2 == 0, "head_dim is %d, it must be even: RoPE rotates pairs", headWidth);
    }

    /** Rows and columns of a matrix whose elements must be countable by an int. */
    static void matrix(String what, long rows, long cols) {
        require(
                rows * cols <= Integer.MAX_VALUE,
                "%s would be (%d, %d), it must have fewer than 2^31 elements",
                what,
                rows,
                cols);
    }

    static void positive(String key, double found, double most) {
        // written so that NaN is refused too
        require(found > 0 && found <= most, "%s is %s, it must be above 0 and at most %s", key, found, most);
    }
}
