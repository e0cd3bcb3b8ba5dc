package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.training.Scores.QUERIES;
import static dev.muninn.kernels.vector.training.Tile.PANEL;
import static dev.muninn.kernels.vector.training.Tile.ROWS;

import dev.muninn.kernels.training.Heads;
import java.util.Arrays;

/**
 * Softmax attention within documents, one head of one sequence at a time, forward and backward. A block of queries is multiplied with the
 * panels of keys that any of them sees; what one of them does not see becomes e^-∞ = 0. Belongs to one thread.
 */
final class Attention {
    private final Tile tile = new Tile();
    private final RowSums sums = new RowSums();
    private final Scores p = new Scores();
    private final Scores ds = new Scores();
    /** 1 over the sum of exponentials of each query of the block */
    private final float[] inverse = new float[QUERIES];

    private final HeadRows q = new HeadRows();
    private final HeadRows k = new HeadRows();
    private final HeadRows v = new HeadRows();
    private final HeadRows dO = new HeadRows();
    private final HeadRows kT = new HeadRows();
    private final HeadRows vT = new HeadRows();
    private float[] block = {};
    /** 1 for each position */
    private float[] ones = {};
    /** 1/sqrt(D) for each position */
    private float[] scales = {};

    private float[] dk = {};
    private float[] dv = {};

    // the head in progress
    private int length;
    private Heads shape = new Heads(1, 1, 1);
    private int d;
    /** columns of a row of queries, keys and values */
    private int stride;
    /** the first row of the sequence */
    private int base;

    private int head;

    // the block of queries in progress
    private int first;
    private int queries;
    /** the first panel of keys that a query of the block sees, and how many from there on */
    private int firstPanel;

    private int panels;

    void shape(int length, Heads heads) {
        this.length = length;
        this.shape = heads;
        this.d = heads.width();
        this.stride = heads.qkvWidth();
        int padded = HeadRows.padded(d);
        if (block.length < QUERIES * padded) {
            block = new float[QUERIES * padded];
        }
        p.reset((length + PANEL - 1) / PANEL);
        if (ones.length < length) {
            ones = new float[length];
            scales = new float[length];
        }
        Arrays.fill(ones, 1f);
        Arrays.fill(scales, scale());
    }

    /** All query heads of {@code sequence} that look at key-value head {@code group}. */
    void forward(float[] out, float[] logSum, float[] qkv, int[] start, int sequence, int group) {
        base = sequence * length;
        kT.gatherTransposed(qkv, keyAt(group), stride, length, d);
        v.gather(qkv, valueAt(group), stride, length, d);
        for (head = firstHead(group); head < firstHead(group + 1); head++) {
            for (int query = 0; query < length; query += QUERIES) {
                startBlock(query, start);
                multiplyHead(p, qkv, queryAt(first), stride, kT);
                hide(start);
                softmax(logSum);
                multiplyKeys(p, v);
                HeadStore.rows(out, outAt(first), outStride(), block, HeadRows.padded(d), queries, d, inverse);
            }
        }
    }

    void backward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] start,
            int sequence,
            int group) {
        base = sequence * length;
        int padded = HeadRows.padded(d);
        k.gather(qkv, keyAt(group), stride, length, d);
        kT.gatherTransposed(qkv, keyAt(group), stride, length, d);
        vT.gatherTransposed(qkv, valueAt(group), stride, length, d);
        ds.reset((length + PANEL - 1) / PANEL);
        dk = zeros(dk, length * padded);
        dv = zeros(dv, length * padded);
        for (head = firstHead(group); head < firstHead(group + 1); head++) {
            q.gather(qkv, queryAt(0), stride, length, d);
            dO.gather(dOut, outAt(0), outStride(), length, d);
            for (int query = 0; query < length; query += QUERIES) {
                startBlock(query, start);
                multiplyHead(p, qkv, queryAt(first), stride, kT);
                hide(start);
                multiplyHead(ds, dOut, outAt(first), outStride(), vT);
                ds.clearOthers(p, panels, queries);
                for (int i = 0; i < queries; i++) {
                    int at = outAt(first + i);
                    float own = sums.dot(dOut, at, out, at, d);
                    ds.backward(p, i, panels, scale(), logSum[(base + first + i) * shape.queries() + head], own);
                }
                multiplyKeys(ds, k);
                HeadStore.rows(dQkv, queryAt(first), stride, block, padded, queries, d, scales);
                multiplyQueries(dv, p, dO);
                multiplyQueries(dk, ds, q);
            }
        }
        HeadStore.rows(dQkv, keyAt(group), stride, dk, padded, length, d, scales);
        HeadStore.rows(dQkv, valueAt(group), stride, dv, padded, length, d, ones);
    }

    /** The first query head that looks at key-value head {@code group}. */
    private int firstHead(int group) {
        return group * (shape.queries() / shape.keys());
    }

    private static float[] zeros(float[] x, int count) {
        if (x.length < count) {
            return new float[count];
        }
        Arrays.fill(x, 0, count, 0f);
        return x;
    }

    private float scale() {
        return (float) (1 / Math.sqrt(d));
    }

    private int outStride() {
        return shape.outWidth();
    }

    private int queryAt(int position) {
        return (base + position) * stride + head * d;
    }

    /** Where the first position has key head {@code group}. */
    private int keyAt(int group) {
        return base * stride + shape.keyAt() + group * d;
    }

    private int valueAt(int group) {
        return base * stride + shape.valueAt() + group * d;
    }

    private int outAt(int position) {
        return (base + position) * outStride() + head * d;
    }

    private void startBlock(int query, int[] start) {
        first = query;
        queries = Math.min(QUERIES, length - query);
        firstPanel = (start[base + first] - base) / PANEL; // later queries start no earlier
        panels = (first + queries - 1) / PANEL + 1 - firstPanel;
    }

    /** {@code s (queries, keys) = a (queries, d) · b (d, keys)}, rows of {@code a} from {@code aAt}. */
    private void multiplyHead(Scores s, float[] a, int aAt, int aRow, HeadRows b) {
        for (int panel = 0; panel < panels; panel++) {
            long bAt = b.at((firstPanel + panel) * PANEL, 0);
            for (int i = 0; i < queries; i += ROWS) {
                int rows = Math.min(ROWS, queries - i);
                int to = Scores.at(panel, i);
                tile.rows(b.memory(), bAt, a, aAt + i * aRow, aRow, d, rows, PANEL, false, s.values(), to, PANEL);
            }
        }
    }

    private void hide(int[] start) {
        int origin = firstPanel * PANEL;
        for (int i = 0; i < queries; i++) {
            int position = first + i;
            p.see(i, start[base + position] - base - origin, position + 1 - origin);
        }
        p.hideOthers(panels, queries);
    }

    private void softmax(float[] logSum) {
        float scale = scale();
        for (int i = 0; i < queries; i++) {
            float highest = p.max(i, panels) * scale;
            float sum = p.exp(i, panels, scale, highest);
            logSum[(base + first + i) * shape.queries() + head] = (float) (highest + Math.log(sum));
            inverse[i] = 1 / sum;
        }
    }

    /** {@code block (queries, d) = s (queries, keys) · b (keys, d)}, keys after the last query of a tile left out. */
    private void multiplyKeys(Scores s, HeadRows b) {
        int padded = HeadRows.padded(d);
        for (int column = 0; column < d; column += PANEL) {
            int columns = HeadRows.padded(column, d);
            int vectors = Tile.vectors(columns);
            for (int panel = 0; panel < panels; panel++) {
                int key = (firstPanel + panel) * PANEL;
                long bAt = b.at(column, key, vectors);
                for (int i = 0; i < queries; i += ROWS) {
                    int rows = Math.min(ROWS, queries - i);
                    int count = Math.min(PANEL, first + i + rows - key);
                    if (count > 0) {
                        int from = Scores.at(panel, i);
                        int to = i * padded + column;
                        tile.rows(
                                b.memory(),
                                bAt,
                                s.values(),
                                from,
                                PANEL,
                                count,
                                rows,
                                columns,
                                panel > 0,
                                block,
                                to,
                                padded);
                    }
                }
            }
        }
    }

    /** {@code c (keys, d) += sᵀ (queries, keys) · b (queries, d)}, queries before the first key of a tile left out. */
    private void multiplyQueries(float[] c, Scores s, HeadRows b) {
        int padded = HeadRows.padded(d);
        for (int column = 0; column < d; column += PANEL) {
            int columns = HeadRows.padded(column, d);
            int vectors = Tile.vectors(columns);
            for (int panel = 0; panel < panels; panel++) {
                int origin = (firstPanel + panel) * PANEL;
                int end = Math.min(PANEL, first + queries - origin);
                for (int i = 0; i < end; i += ROWS) {
                    int rows = Math.min(ROWS, end - i);
                    int skipped = Math.max(0, origin + i - first);
                    long bAt = b.at(column, first + skipped, vectors);
                    int from = Scores.at(panel, skipped) + i;
                    int to = (origin + i) * padded + column;
                    tile.columns(b.memory(), bAt, s.values(), from, queries - skipped, rows, columns, c, to, padded);
                }
            }
        }
    }
}
