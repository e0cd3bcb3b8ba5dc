package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;

/**
 * Softmax attention with rotary positions.
 *
 * @param heads query heads, H
 * @param kvHeads key and value heads, G; H is a multiple of it
 * @param headWidth width of one head, D; even, as RoPE rotates pairs
 * @param headNorm whether each query and key head is normed before it is rotated, with one gain (D) for all queries and one for all
 *     keys (Qwen3)
 */
public record Attention(int heads, int kvHeads, int headWidth, Rope rope, Bias bias, boolean headNorm) {
    /** Which projections have a bias. */
    public enum Bias {
        NONE,
        /** Queries and keys (Raven). */
        QK,
        /** Queries, keys and values (Qwen2). */
        QKV,
        /** These and the output (Llama with {@code attention_bias}). */
        QKVO
    }

    public Attention {
        Sizes.inRange("heads", heads, 1, Sizes.HEADS);
        Sizes.inRange("num_key_value_heads", kvHeads, 1, heads);
        require(
                heads % kvHeads == 0,
                "num_key_value_heads is %d, it must divide the number of heads (%d)",
                kvHeads,
                heads);
        Sizes.inRange("head_dim", headWidth, 2, Sizes.WIDTH);
        require(headWidth % 2 == 0, "head_dim is %d, it must be even: RoPE rotates pairs", headWidth);
        require(
                bias != Bias.QK || kvHeads == heads,
                "qk_bias is defined for as many key-value heads as heads, found %d and %d",
                heads,
                kvHeads);
    }

    /** H · D. */
    public int queryWidth() {
        return Math.multiplyExact(heads, headWidth);
    }

    /** G · D: the width of a row of keys, and of values. */
    public int keyWidth() {
        return Math.multiplyExact(kvHeads, headWidth);
    }

    /** Width of a row of queries, keys and values together: (H + 2G) · D. */
    public int qkvWidth() {
        return Math.addExact(queryWidth(), Math.multiplyExact(2, keyWidth()));
    }
}
