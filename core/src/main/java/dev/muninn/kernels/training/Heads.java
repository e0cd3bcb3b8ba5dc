package dev.muninn.kernels.training;

/**
 * How a row of queries, keys and values is cut into heads: H query heads, G key heads, G value heads, side by side, each of D columns.
 * Query head h looks at key-value head h · G / H.
 *
 * @param queries H, a multiple of {@code keys}
 * @param keys G
 * @param width D
 */
public record Heads(int queries, int keys, int width) {
    /** Columns of queries, keys and values together, (H + 2G) · D. */
    public int qkvWidth() {
        return (queries + 2 * keys) * width;
    }

    /** Columns of what attention gives, H · D. */
    public int outWidth() {
        return queries * width;
    }

    /** The column of a row where the keys begin. */
    public int keyAt() {
        return queries * width;
    }

    /** The column of a row where the values begin. */
    public int valueAt() {
        return (queries + keys) * width;
    }
}
