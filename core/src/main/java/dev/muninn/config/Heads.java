package dev.muninn.config;

import static dev.muninn.error.MuninnException.require;

/** Heads of the older config records. */
final class Heads {
    private Heads() {}

    static void check(String headsKey, int heads, String kvHeadsKey, int kvHeads, int headWidth) {
        Sizes.inRange(headsKey, heads, 1, Sizes.HEADS);
        Sizes.inRange(kvHeadsKey, kvHeads, 1, heads);
        require(heads % kvHeads == 0, "%s is %d, it must divide %s (%d)", kvHeadsKey, kvHeads, headsKey, heads);
        Sizes.inRange("head_dim", headWidth, 2, Sizes.WIDTH);
        require(headWidth % 2 == 0, "head_dim is %d, it must be even: RoPE rotates pairs", headWidth);
    }
}
