package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, as the hot loop sees it: which of its rows are new, which are live, which must be read out. The
 * methods from {@link #collectNew} to {@link #onReadout} are called in this order, once a tick.
 */
interface Decoder {
    /** Whether the rows are of known tokens, so that some may move in a tick and some not. */
    default boolean isPrompt() {
        return false;
    }

    /** How many rows of known tokens could move in the coming tick. */
    default int promptRows() {
        return 0;
    }

    /** The coming tick has room for {@code rows} of the {@link #promptRows}. */
    default void grant(int rows) {}

    /** Whether a token has just been finished and nothing of the next one is computed. */
    boolean betweenTokens();

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

    /** Tells how deep the rows are, those that rest in this tick included. */
    void count(Census.Counter census);
}
