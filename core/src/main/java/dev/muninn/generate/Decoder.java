package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, as the hot loop sees it: which of its rows are new, which are live, which must be read out. The
 * methods are called in this order, once a tick.
 */
interface Decoder {
    /** Adds rows whose token is new: their inputs are needed. */
    void collectNew(List<Row> rows);

    /** The new rows have their inputs; they get their states. */
    void onEmbedded();

    /** Adds rows that take part in the core step. */
    void collectLive(List<Row> rows);

    /** The core step is done: asks the exits that look at states, adds rows whose readout is needed. */
    void collectReadouts(List<Row> rows);

    /** Readouts are there: asks the exits that look at them, retires rows, draws tokens. Returns who goes on: this one, a successor, or null for nobody. */
    @Nullable
    Decoder onReadout();
}
