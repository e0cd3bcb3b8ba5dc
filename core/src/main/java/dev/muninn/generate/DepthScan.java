package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Known tokens, read out at several depths in one run: what the model would say after each of them if it stopped thinking at 1, 2,
 * 4, ... recurrences. The logits are those of generation at that depth (slots {@code full}, no exits) to the bit, so a greedy
 * answer at depth r is a text exactly when every one of its tokens is the most likely one at r after those before it.
 *
 * <p>One slot of keys and values is enough, whatever the depth: all rows are at the same recurrence, none looks at another one.
 * One owner, one thread at a time.
 */
public final class DepthScan implements AutoCloseable {
    private static final SlotPolicy ONE_SLOT = new SlotPolicy(SlotPolicy.Lookup.FULL, new SlotPolicy.Storage.Ring(1));

    private final RecurrentModel model;
    private final int blockRows;
    private final KvPool pool;
    private final Scratch scratch = new Scratch();
    /** (V) each, for as many rows as one block has. */
    private final List<float[]> logits = new ArrayList<>();

    /**
     * Tokens that are all known.
     *
     * @param firstReadout the first position whose logits are wanted; those after it are too
     * @param seed of the state noise
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sequence(int[] tokens, int firstReadout, long seed) {
        public Sequence {
            require(
                    firstReadout >= 0 && firstReadout < tokens.length,
                    "readouts from position %d on are wanted of %d tokens; the first must be one of them",
                    firstReadout,
                    tokens.length);
        }
    }

    /** Is told what comes by; arrays are the model's own, to be read before returning. */
    @FunctionalInterface
    public interface Visitor {
        /** The {@code logits} (V) after {@code position} of a sequence, thought about {@code recurrences} times. */
        void readout(int sequence, int position, int recurrences, float[] logits);

        /** The raw {@code state} (C) of every position after every recurrence, and at 0, before the first. */
        default void state(int sequence, int position, int recurrences, float[] state) {}
    }

    /**
     * @param blockRows rows that go through the model at once; changes speed, no result
     * @param kvLimitBytes memory that keys and values may take
     */
    public DepthScan(RecurrentModel model, int blockRows, long kvLimitBytes) {
        require(blockRows >= 1, "a block has at least 1 row, found %d", blockRows);
        this.model = model;
        this.blockRows = blockRows;
        this.pool = new KvPool(model.kvGeometry(KvFormat.F32), kvLimitBytes);
    }

    /** Thinks about all {@code sequences} together and reads them out at {@code depths}, which ascend; the last one ends it. */
    public void run(List<Sequence> sequences, int[] depths, StateInit init, Visitor visitor) {
        check(sequences, depths);
        model.config().loop().depth().check(depths[depths.length - 1]);
        List<KvCache> caches = new ArrayList<>();
        try {
            List<List<Row>> rows = new ArrayList<>();
            for (Sequence sequence : sequences) {
                caches.add(new KvCache(pool, ONE_SLOT));
                rows.add(rows(sequence, caches.getLast()));
            }
            List<Row> all = rows.stream().flatMap(List::stream).toList();
            int[] origins = origins(rows);
            inBlocks(all, block -> model.embed(block, scratch));
            for (int s = 0; s < rows.size(); s++) {
                for (Row row : rows.get(s)) {
                    model.initState(row, init, sequences.get(s).seed());
                }
            }
            showStates(rows, 0, visitor);
            int next = 0;
            for (int r = 1; next < depths.length; r++) {
                inBlocks(all, block -> model.coreStep(block, scratch));
                showStates(rows, r, visitor);
                if (r == depths[next]) {
                    readOut(sequences, all, origins, r, visitor);
                    next++;
                }
            }
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    private void check(List<Sequence> sequences, int[] depths) {
        require(depths.length > 0 && depths[0] >= 1, "depths to read out at begin at 1 recurrence");
        for (int i = 1; i < depths.length; i++) {
            require(depths[i] > depths[i - 1], "depths ascend, found %d after %d", depths[i], depths[i - 1]);
        }
        int vocab = model.config().vocab();
        int most = model.config().context();
        for (Sequence sequence : sequences) {
            require(
                    sequence.tokens().length <= most,
                    "%d tokens were given, the model's context holds %d",
                    sequence.tokens().length,
                    most);
            for (int token : sequence.tokens()) {
                require(token >= 0 && token < vocab, "token %d is outside the vocabulary of 0 to %d", token, vocab - 1);
            }
        }
    }

    private List<Row> rows(Sequence sequence, KvCache cache) {
        List<Row> rows = new ArrayList<>();
        for (int p = 0; p < sequence.tokens().length; p++) {
            Row row = new Row(cache, model.config().width());
            row.reset(sequence.tokens()[p], p);
            rows.add(row);
        }
        return rows;
    }

    private void inBlocks(List<Row> rows, Consumer<List<Row>> part) {
        for (int from = 0; from < rows.size(); from += blockRows) {
            part.accept(rows.subList(from, Math.min(rows.size(), from + blockRows)));
        }
    }

    private static void showStates(List<List<Row>> sequences, int recurrences, Visitor visitor) {
        for (int s = 0; s < sequences.size(); s++) {
            for (Row row : sequences.get(s)) {
                visitor.state(s, row.position, recurrences, row.state);
            }
        }
    }

    /** The sequence that each row belongs to, in the order of all rows. */
    private static int[] origins(List<List<Row>> rows) {
        int[] origins = new int[rows.stream().mapToInt(List::size).sum()];
        int next = 0;
        for (int s = 0; s < rows.size(); s++) {
            int end = next + rows.get(s).size();
            Arrays.fill(origins, next, end, s);
            next = end;
        }
        return origins;
    }

    /**
     * All positions pass the coda, whose attention looks back; the head is for those that are asked for. Block by block, so that logits take
     * the memory of one block, however long the texts are.
     */
    private void readOut(List<Sequence> sequences, List<Row> all, int[] origins, int recurrences, Visitor visitor) {
        for (int from = 0; from < all.size(); from += blockRows) {
            List<Row> block = all.subList(from, Math.min(all.size(), from + blockRows));
            int used = 0;
            for (int i = 0; i < block.size(); i++) {
                Row row = block.get(i);
                if (row.position >= sequences.get(origins[from + i]).firstReadout()) {
                    if (used == logits.size()) {
                        logits.add(new float[model.config().vocab()]);
                    }
                    row.logits = logits.get(used++);
                }
            }
            model.readout(block, scratch);
            for (int i = 0; i < block.size(); i++) {
                Row row = block.get(i);
                if (row.logits != null) {
                    visitor.readout(origins[from + i], row.position, recurrences, row.logits);
                    row.logits = null;
                }
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
