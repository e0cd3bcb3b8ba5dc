package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;

/** One position after the other: the prompt as one group, then one row until its exit, then the next. */
final class SequentialDecoder implements Decoder {
    private final Lane lane;
    private final Row row;
    private final ExitGroup position;
    private ExitGroup group;
    private boolean readOut;

    SequentialDecoder(Lane lane) {
        this.lane = lane;
        this.row = lane.newRow();
        this.position = new ExitGroup(lane.request, lane.model, List.of(row), false);
        this.group = lane.prefillGroup();
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (isNew()) {
            group.addTo(rows);
        }
    }

    private boolean isNew() {
        return group.last().step == 0;
    }

    @Override
    public void onEmbedded() {
        if (isNew()) {
            if (group != position || !lane.request.warmStart()) {
                lane.initStates(group.rows);
            }
            group.begin();
        }
    }

    @Override
    public void collectLive(List<Row> rows) {
        group.addTo(rows);
        lane.countPass();
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        readOut = group.afterStep();
        if (readOut) {
            group.addTo(rows);
        }
    }

    @Override
    public void onReadout() {
        if (readOut) {
            group.afterReadout();
        }
        if (!group.done()) {
            return;
        }
        if (group != position) {
            lane.onPrefilled(group);
        }
        int next = group.last().position + 1;
        int token = lane.choose(group.lastReadout(), next);
        if (lane.emit(group.event(token))) {
            if (group != position && lane.request.warmStart()) {
                System.arraycopy(group.last().state, 0, row.state, 0, row.state.length);
            }
            row.reset(token, next);
            group = position;
        }
    }

    @Override
    public boolean finished() {
        return lane.finished();
    }
}
