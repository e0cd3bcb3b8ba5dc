package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One position after the other: one row until its exit, then the next. */
final class SequentialDecoder implements Decoder {
    private final Lane lane;
    private final Row row;
    private final ExitGroup group;
    private boolean readOut;

    /** @param before the final state of the position before, for a warm start */
    SequentialDecoder(Lane lane, int token, int position, float[] before) {
        this.lane = lane;
        this.row = lane.newRow();
        this.group = new ExitGroup(lane.request, lane.model, List.of(row), false);
        System.arraycopy(before, 0, row.state, 0, before.length);
        row.reset(token, position);
    }

    @Override
    public boolean betweenTokens() {
        return group.isNew();
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (group.isNew()) {
            rows.add(row);
        }
    }

    @Override
    public void onEmbedded() {
        if (group.isNew()) {
            if (!lane.request.warmStart()) {
                lane.initStates(group.rows);
            }
            group.begin();
        }
    }

    @Override
    public void collectLive(List<Row> rows) {
        rows.add(row);
        lane.countPass();
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        readOut = group.afterStep();
        if (readOut) {
            rows.add(row);
        }
    }

    @Override
    public @Nullable Decoder onReadout() {
        if (readOut) {
            group.afterReadout();
        }
        if (!group.done()) {
            return this;
        }
        int next = row.position + 1;
        int token = lane.choose(group.lastReadout(), next);
        if (!lane.emit(group.event(token))) {
            return null;
        }
        row.reset(token, next);
        return this;
    }

    @Override
    public void count(Census.Counter census) {
        census.add(row.step, 1);
    }
}
