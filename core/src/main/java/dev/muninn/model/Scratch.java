package dev.muninn.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The buffers of forward passes; they grow to the largest batch seen and are then reused. One owner, any models. */
public final class Scratch {
    private @Nullable RowOps ops;

    /** The executor of {@code model} over {@code rows}; the one of the call before where it can be, so that nothing is allocated. */
    RowOps over(RowModel model, List<Row> rows) {
        RowOps now = ops;
        if (now == null || now.model() != model) {
            now = new RowOps(model);
            ops = now;
        }
        now.set(rows);
        return now;
    }
}
