package dev.muninn.generate;

import dev.muninn.events.CoreStepEvent;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import java.util.ArrayList;
import java.util.List;

/**
 * The one hot loop: requests in flight, each with rows at their own depths, all going through the core together. A tick admits
 * new rows, steps the live ones, asks the exits and retires. Not safe for several threads.
 */
final class DepthBatch {
    /** One part of a forward pass, over some rows. */
    private interface Part {
        void run(List<Row> rows, Scratch scratch);
    }

    private final int blockRows;
    private final Part embed;
    private final Part coreStep;
    private final Part readout;
    private final Scratch scratch = new Scratch();
    private final List<Decoder> decoders = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** @param blockRows rows that go through the model at once; more are taken block by block, to the same bits */
    DepthBatch(RecurrentModel model, int blockRows) {
        this.blockRows = blockRows;
        this.embed = model::embed;
        this.coreStep = model::coreStep;
        this.readout = model::readout;
    }

    void add(Decoder decoder) {
        decoders.add(decoder);
    }

    /** Core steps until every request is finished. */
    void run() {
        while (!decoders.isEmpty()) {
            tick();
        }
    }

    /** One core step over all live rows. */
    void tick() {
        rows.clear();
        for (int i = 0; i < decoders.size(); i++) {
            decoders.get(i).collectNew(rows);
        }
        inBlocks(embed);
        for (int i = 0; i < decoders.size(); i++) {
            decoders.get(i).onEmbedded();
        }

        rows.clear();
        for (int i = 0; i < decoders.size(); i++) {
            decoders.get(i).collectLive(rows);
        }
        var event = new CoreStepEvent();
        event.begin();
        inBlocks(coreStep);
        if (event.shouldCommit()) {
            event.rows = rows.size();
            event.deepest = rows.stream().mapToInt(row -> row.step).max().orElse(0);
            event.commit();
        }

        rows.clear();
        for (int i = 0; i < decoders.size(); i++) {
            decoders.get(i).collectReadouts(rows);
        }
        inBlocks(readout);
        for (int i = decoders.size() - 1; i >= 0; i--) {
            decoders.get(i).onReadout();
            if (decoders.get(i).finished()) {
                decoders.remove(i);
            }
        }
    }

    /** A block's rows share a KV format, as attention reads one at a time. */
    private void inBlocks(Part part) {
        for (int from = 0; from < rows.size(); ) {
            KvFormat format = format(from);
            int to = from + 1;
            while (to < rows.size() && to - from < blockRows && format(to) == format) {
                to++;
            }
            part.run(to - from == rows.size() ? rows : rows.subList(from, to), scratch);
            from = to;
        }
    }

    private KvFormat format(int row) {
        return rows.get(row).cache.geometry().format();
    }
}
