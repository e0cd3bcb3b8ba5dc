package dev.muninn.cli.bench;

import com.sun.management.ThreadMXBean;
import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The model's own core step, again and again, for rows at the first positions of one sequence; after the last recurrence, from the first. */
final class CoreStep implements AutoCloseable {
    private static final int ALLOCATION_STEPS = 8;
    private static final int ALLOCATION_ROUNDS = 5;

    private final RecurrentModel model;
    private final int recurrences;
    private final KvPool pool;
    private final KvCache cache;
    private final List<Row> rows = new ArrayList<>();
    private final Scratch scratch = new Scratch();
    private long passes;

    CoreStep(RecurrentModel model, int count, int recurrences) {
        this.model = model;
        this.recurrences = recurrences;
        this.pool = new KvPool(model.kvGeometry(KvFormat.F32), Long.MAX_VALUE);
        this.cache = new KvCache(pool, SlotPolicy.FULL);
        for (int position = 0; position < count; position++) {
            Row row = new Row(cache, model.config().width());
            row.reset(position % model.config().vocab(), position);
            model.initState(row, StateInit.NOISE, 1);
            rows.add(row);
        }
        model.embed(rows, scratch);
    }

    void run() {
        if (rows.getFirst().step == recurrences) {
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                row.reset(row.token, row.position);
            }
        }
        model.coreStep(rows, scratch);
        passes++;
    }

    /** {@code amount}: what a step reads or computes, in the unit of {@code ceiling}. */
    Held measure(double amount, Effort effort, Ceiling ceiling) {
        return Held.measure(this::run, amount, effort, ceiling);
    }

    /** Bytes that this thread allocates in a step, once everything has grown to its size: of some rounds, ascending. */
    long[] allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        while (passes <= recurrences) { // until every recurrence has its slot
            run();
        }
        long[] rounds = new long[ALLOCATION_ROUNDS];
        for (int round = 0; round < rounds.length; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ALLOCATION_STEPS; i++) {
                run();
            }
            rounds[round] = (threads.getCurrentThreadAllocatedBytes() - before) / ALLOCATION_STEPS;
        }
        Arrays.sort(rounds);
        return rounds;
    }

    @Override
    public void close() {
        cache.close();
        pool.close();
    }
}
