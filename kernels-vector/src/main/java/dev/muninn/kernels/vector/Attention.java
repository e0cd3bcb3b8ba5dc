package dev.muninn.kernels.vector;

import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Shares attention among the threads, a row and a few neighbouring heads at a time. One caller at a time. */
final class Attention {
    /** Multiply-adds below which the caller works alone. */
    private static final long ALONE = 256 * 1024;

    /** Heads of one unit: their slices of an entry are neighbours in memory. */
    private static final int HEADS = 4;

    private static final KvView[] NO_VIEWS = {};

    private final WorkerPool pool;
    private final Warmth warmth;
    private final WorkerPool.Task task = this::unit;
    /** Per thread, (heads of a unit, entries). */
    private final float[][] scores;
    /** Per thread, a vector; in a cold process. */
    private final float[][] lanes;
    /** Per thread, a key or a value of one head; in a cold process. */
    private final float[][] slices;

    // the call in progress
    private float[] out = {};
    private float[] q = {};
    private int qStride;
    private KvView[] views = NO_VIEWS;
    private KvFormat format = KvFormat.F32;
    private int heads;
    private int kvHeads;
    private int headWidth;
    private int rows;
    private boolean plainly;

    Attention(WorkerPool pool, Warmth warmth) {
        this.pool = pool;
        this.warmth = warmth;
        scores = new float[pool.threads()][0];
        lanes = new float[pool.threads()][Lanes.WIDTH];
        slices = new float[pool.threads()][0];
    }

    void run(
            float[] out,
            float[] q,
            int qStride,
            int rows,
            KvView[] views,
            KvFormat format,
            int heads,
            int kvHeads,
            int headWidth) {
        this.out = out;
        this.q = q;
        this.qStride = qStride;
        this.views = views;
        this.format = format;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.headWidth = headWidth;
        this.rows = rows;
        plainly = warmth.cold() && format == KvFormat.F32;
        int units = rows * ((heads + HEADS - 1) / HEADS);
        long entries = 0;
        for (int m = 0; m < rows; m++) {
            entries += views[m].entries();
        }
        if (entries * heads * headWidth < ALONE) {
            pool.runAlone(task, units);
        } else {
            pool.run(task, units);
        }
        this.views = NO_VIEWS;
    }

    private void unit(int unit, int thread) {
        // neighbouring rows mostly see the same entries: they take the same heads one after the other, from the cache
        int row = unit % rows;
        int first = unit / rows * HEADS;
        int end = Math.min(heads, first + HEADS);
        KvView view = views[row];
        int entries = view.entries();
        int padded = padded(entries);
        float[] p = scores(thread, padded);
        if (plainly && slices[thread].length < headWidth) {
            slices[thread] = new float[headWidth];
        }
        score(p, row, view, first, end, thread);
        Arrays.fill(out, outAt(row, first), outAt(row, end), 0f);
        for (int h = first; h < end; h++) {
            if (plainly) {
                PlainRows.softmax(p, (h - first) * padded, entries, padded, lanes[thread]);
            } else {
                softmax(p, (h - first) * padded, entries, padded);
            }
        }
        addValues(p, row, view, first, end, thread);
    }

    /** In place; what pads {@code count} scores to whole vectors becomes zero. */
    private static void softmax(float[] scores, int at, int count, int padded) {
        Arrays.fill(scores, at + count, at + padded, Float.NEGATIVE_INFINITY);
        Lanes.exp(scores, at, scores, at, padded, 1f, -Lanes.max(scores, at, padded));
        Lanes.scale(scores, at, padded, 1 / Lanes.sum(scores, at, padded));
    }

    /** Entries and padding: whole vectors. */
    private static int padded(int entries) {
        return (entries + Lanes.WIDTH - 1) / Lanes.WIDTH * Lanes.WIDTH;
    }

    private float[] scores(int thread, int padded) {
        int size = HEADS * padded;
        if (scores[thread].length < size) {
            // grows by half, as a sequence does by one
            scores[thread] = new float[size + size / 2];
        }
        return scores[thread];
    }

    private int outAt(int row, int head) {
        return (row * heads + head) * headWidth;
    }

    /** Bytes from the start of a row of keys or values to those that {@code head} reads. */
    private long slice(int head) {
        return (long) head * kvHeads / heads * headWidth * format.bytes();
    }

    private void score(float[] p, int row, KvView view, int first, int end, int thread) {
        float scale = (float) (1 / Math.sqrt(headWidth));
        long stride = (long) kvHeads * headWidth * format.bytes();
        for (int run = 0, entry = 0; run < view.runs(); entry += view.length(run), run++) {
            long keys = view.firstRow(run) * stride;
            for (int h = first; h < end; h++) {
                int to = (h - first) * padded(view.entries()) + entry;
                int from = row * qStride + h * headWidth;
                MemorySegment page = view.page(run);
                long at = keys + slice(h);
                int count = view.length(run);
                if (plainly) {
                    PlainRows.scores(
                            p, to, scale, q, from, headWidth, page, at, stride, count, slices[thread], lanes[thread]);
                    continue;
                }
                switch (format) {
                    case F32 -> F32Head.scores(p, to, scale, q, from, headWidth, page, at, stride, count);
                    case BF16 -> Bf16Head.scores(p, to, scale, q, from, headWidth, page, at, stride, count);
                }
            }
        }
    }

    private void addValues(float[] p, int row, KvView view, int first, int end, int thread) {
        long stride = (long) kvHeads * headWidth * format.bytes();
        for (int run = 0, entry = 0; run < view.runs(); entry += view.length(run), run++) {
            long values = (KvView.PAGE + view.firstRow(run)) * stride;
            for (int h = first; h < end; h++) {
                int from = (h - first) * padded(view.entries()) + entry;
                int to = outAt(row, h);
                MemorySegment page = view.page(run);
                long at = values + slice(h);
                int count = view.length(run);
                if (plainly) {
                    PlainRows.addValues(out, to, p, from, headWidth, page, at, stride, count, slices[thread]);
                    continue;
                }
                switch (format) {
                    case F32 -> F32Head.addValues(out, to, p, from, headWidth, page, at, stride, count);
                    case BF16 -> Bf16Head.addValues(out, to, p, from, headWidth, page, at, stride, count);
                }
            }
        }
    }
}
