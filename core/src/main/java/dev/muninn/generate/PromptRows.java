package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;

/**
 * Rows of known tokens on their way through the model, in order of position: all are embedded, then all take one recurrence
 * after the other, and are read out where that is wanted. A tick moves only as many as it grants, so that long prompts do not
 * hold up the others; no row begins a recurrence before all have finished the one before, so the bits are the same.
 */
final class PromptRows {
    final List<Row> rows;
    private int granted;
    private int embedded;
    /** Rows that are one recurrence ahead of those after them. */
    private int stepped;

    private boolean reading;
    private int read;
    /** How many rows the part of the tick that is running took. */
    private int taken;

    PromptRows(List<Row> rows) {
        this.rows = rows;
    }

    /** Rows that could move in the next tick. */
    int wanted() {
        return rows.size() - (embedded < rows.size() ? embedded : reading ? read : stepped);
    }

    void grant(int most) {
        granted = most;
    }

    boolean isNew() {
        return embedded == 0;
    }

    /** Whether all rows are embedded, at one depth, and none waits for its readout. */
    boolean level() {
        return embedded == rows.size() && stepped == 0 && !reading;
    }

    void collectNew(List<Row> batch) {
        taken = add(batch, embedded, embedded < rows.size());
    }

    /** The rows that {@link #collectNew} added; they are embedded now. */
    List<Row> embedded() {
        List<Row> now = rows.subList(embedded, embedded + taken);
        embedded += taken;
        return now;
    }

    boolean allEmbedded() {
        return embedded == rows.size();
    }

    void collectLive(List<Row> batch) {
        taken = add(batch, stepped, allEmbedded() && !reading);
    }

    /** After the core step. True once all rows have taken it. */
    boolean afterStep() {
        stepped += taken;
        boolean all = taken > 0 && stepped == rows.size();
        if (all) {
            stepped = 0;
        }
        taken = 0;
        return all;
    }

    /** All rows are to be read out before they step on. */
    void beginReadout() {
        reading = true;
        read = 0;
    }

    void collectReadouts(List<Row> batch) {
        taken = add(batch, read, reading);
    }

    /** The rows that {@link #collectReadouts} added; they are read out now. */
    List<Row> readOut() {
        List<Row> now = rows.subList(read, read + taken);
        read += taken;
        if (reading && read == rows.size()) {
            reading = false;
        }
        return now;
    }

    private int add(List<Row> batch, int from, boolean now) {
        int count = now ? Math.min(granted, rows.size() - from) : 0;
        for (int i = from; i < from + count; i++) {
            batch.add(rows.get(i));
        }
        return count;
    }

    /** Tells {@code census} how deep the rows are. */
    void count(Census.Counter census) {
        int ahead = stepped > 0 ? stepped : rows.size();
        census.add(rows.getFirst().step, ahead);
        census.add(rows.getLast().step, rows.size() - ahead);
    }
}
