package dev.muninn.model;

import dev.muninn.cache.KvCache;
import org.jspecify.annotations.Nullable;

/**
 * One live position of one sequence: the unit of work of the core step (DESIGN: token, position, recurrence, latent state,
 * input). Rows of different sequences, positions and depths go through a core step together.
 */
public final class Row {
    /** The keys and values of the row's sequence. */
    public final KvCache cache;

    /** (C): the latent state s, raw; what the recurrence carries. */
    public final float[] state;

    /** (C): the input e that the adapter adds at every recurrence; the prelude's output. */
    public final float[] input;

    public int token;
    public int position;

    /** Recurrences done so far. */
    public int step;

    /** (V): where a readout writes this row's logits; null where nobody will look. */
    public float @Nullable [] logits;

    public Row(KvCache cache, int width) {
        this.cache = cache;
        this.state = new float[width];
        this.input = new float[width];
    }

    /** Makes this the row of another position, at depth 0. */
    public void reset(int newToken, int newPosition) {
        token = newToken;
        position = newPosition;
        step = 0;
    }
}
