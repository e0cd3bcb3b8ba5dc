package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A forward pass over known tokens, written out plainly, in the two orders that must agree: recurrence by recurrence as a prefill
 * does, or position by position as decoding does.
 *
 * @param states (T, C)
 * @param logits (T, V)
 */
record PassByHand(float[][] states, float[][] logits) {
    /** All positions at one depth, {@code blockRows} of them at once. */
    static PassByHand together(
            RecurrentModel model, int[] tokens, int recurrences, SlotPolicy policy, KvFormat format, int blockRows) {
        try (KvPool pool = new KvPool(model.kvGeometry(format), Long.MAX_VALUE);
                KvCache cache = new KvCache(pool, policy)) {
            Scratch scratch = new Scratch();
            List<Row> rows = rows(model, tokens, cache);
            List<List<Row>> blocks = new ArrayList<>();
            for (int from = 0; from < rows.size(); from += blockRows) {
                blocks.add(rows.subList(from, Math.min(rows.size(), from + blockRows)));
            }
            blocks.forEach(block -> model.embed(block, scratch));
            rows.forEach(row -> model.initState(row, StateInit.NOISE, 3));
            for (int r = 0; r < recurrences; r++) {
                blocks.forEach(block -> model.coreStep(block, scratch));
            }
            blocks.forEach(block -> model.readout(block, scratch));
            return of(rows);
        }
    }

    /** Every position to its full depth before the next one begins. */
    static PassByHand oneByOne(
            RecurrentModel model, int[] tokens, int recurrences, SlotPolicy policy, KvFormat format) {
        try (KvPool pool = new KvPool(model.kvGeometry(format), Long.MAX_VALUE);
                KvCache cache = new KvCache(pool, policy)) {
            Scratch scratch = new Scratch();
            List<Row> rows = rows(model, tokens, cache);
            for (Row row : rows) {
                List<Row> alone = List.of(row);
                model.embed(alone, scratch);
                model.initState(row, StateInit.NOISE, 3);
                for (int r = 0; r < recurrences; r++) {
                    model.coreStep(alone, scratch);
                }
                model.readout(alone, scratch);
            }
            return of(rows);
        }
    }

    private static List<Row> rows(RecurrentModel model, int[] tokens, KvCache cache) {
        List<Row> rows = new ArrayList<>();
        for (int p = 0; p < tokens.length; p++) {
            Row row = new Row(cache, model.config().width());
            row.logits = new float[model.config().vocab()];
            row.reset(tokens[p], p);
            rows.add(row);
        }
        return rows;
    }

    private static PassByHand of(List<Row> rows) {
        return new PassByHand(
                rows.stream().map(row -> row.state).toArray(float[][]::new),
                rows.stream().map(row -> Objects.requireNonNull(row.logits)).toArray(float[][]::new));
    }

    /** max |a − b| / max |b|. */
    static double relativeError(float[] found, float[] wanted) {
        if (found.length != wanted.length) {
            throw new AssertionError("found " + found.length + " elements, wanted " + wanted.length);
        }
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double error = Math.abs((double) found[i] - wanted[i]);
            // a NaN must not slip through Math.max's comparison below
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        return worst / largest;
    }

    static double relativeError(float[][] found, float[][] wanted) {
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            worst = Math.max(worst, relativeError(found[i], wanted[i]));
        }
        return worst;
    }
}
