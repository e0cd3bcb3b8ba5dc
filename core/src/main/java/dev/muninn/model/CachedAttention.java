package dev.muninn.model;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention over a cache, shared by all families: bias, turn, store, look up, attend.
 *
 * @param heads query heads, H
 * @param kvHeads key-value heads, G
 * @param headWidth D
 */
record CachedAttention(Kernels kernels, Rope rope, int heads, int kvHeads, int headWidth) {
    /** Width of a row of queries, keys and values together: (H + 2G) · D. */
    int qkvWidth() {
        return (heads + 2 * kvHeads) * headWidth;
    }

    /**
     * {@code out (M, H·D)} from {@code qkv (M, (H + 2G)·D)}, which is changed. Every row's keys and values are stored before any row
     * looks, so rows of one sequence see one another as far as positions allow.
     *
     * @param qkBias (H + G)·D, added to queries and keys before they are turned; null for none
     */
    void forward(
            float[] out, float[] qkv, float @Nullable [] qkBias, List<Row> rows, BlockPlace place, Scratch scratch) {
        int count = rows.size();
        int keys = heads * headWidth;
        int values = keys + kvHeads * headWidth;
        for (int m = 0; m < count; m++) {
            Row row = rows.get(m);
            int at = m * qkvWidth();
            if (qkBias != null) {
                for (int i = 0; i < qkBias.length; i++) {
                    qkv[at + i] += qkBias[i];
                }
            }
            rope.apply(qkv, at, heads + kvHeads, row.position);
            place.write(row, qkv, at + keys, at + values);
        }
        KvView[] views = scratch.views(count);
        for (int m = 0; m < count; m++) {
            place.view(rows.get(m), views[m]);
        }
        kernels.attention(
                out,
                qkv,
                qkvWidth(),
                count,
                views,
                rows.getFirst().cache.geometry().format(),
                heads,
                kvHeads,
                headWidth);
    }
}
