package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows whose work nobody wants: those that a lockstep batch goes on computing after their token is finished. They stand at the first
 * position of sequences of their own, so that no answer changes; attending to a single entry, they cost a little less than the rows they stand for.
 */
final class RunOnRows implements AutoCloseable {
    private final RecurrentModel model;
    /** Of their own: they must not take what was reserved for requests. */
    private final KvPool pool;

    private final List<Row> rows = new ArrayList<>();

    RunOnRows(RecurrentModel model) {
        this.model = model;
        this.pool = new KvPool(model.kvGeometry(KvFormat.F32), Long.MAX_VALUE);
    }

    /** Adds a row for every one that is done in this round while others are not as deep. */
    void addTo(List<Row> batch, List<LiveJob<?>> jobs) {
        long deepest = 0;
        for (LiveJob<?> job : jobs) {
            deepest = Math.max(deepest, job.roundRows.depth());
        }
        int count = 0;
        for (LiveJob<?> job : jobs) {
            boolean resting = !job.inRound && job.failure == null;
            count += resting ? job.roundRows.runOn(deepest) : 0;
        }
        addTo(batch, count);
    }

    private void addTo(List<Row> batch, int count) {
        while (rows.size() < count) {
            KvCache cache = new KvCache(pool, new SlotPolicy(SlotPolicy.Lookup.FULL, new SlotPolicy.Storage.Ring(1)));
            rows.add(new Row(cache, model.config().width()));
        }
        for (int i = 0; i < count; i++) {
            Row row = rows.get(i);
            row.reset(0, 0);
            row.cache.growCore(0, 0);
            batch.add(row);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
