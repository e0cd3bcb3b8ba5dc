package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.Tile.PANEL;
import static dev.muninn.kernels.vector.training.Tile.ROWS;

import dev.muninn.kernels.vector.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A number for each pair of a block of queries and the keys that some of them see: (panels of keys, {@link #QUERIES}, {@link Tile#PANEL}),
 * so that both a row of keys and a column of queries have a constant stride.
 */
final class Scores {
    /** Queries that are handled together, whole tiles. */
    static final int QUERIES = 48;

    private static final int PANEL_SIZE = QUERIES * PANEL;

    private final float[] lanes = new float[WIDTH];
    private float[] values = {};

    /** Makes room for {@code panels} panels. */
    void reset(int panels) {
        int size = panels * PANEL_SIZE + ROWS; // tiles of columns read to the end of a tile
        if (values.length < size) {
            values = new float[size];
        }
    }

    float[] values() {
        return values;
    }

    static int at(int panel, int query) {
        return panel * PANEL_SIZE + query * PANEL;
    }

    /** Makes all but {@code [first, end)} of the keys of {@code query} invisible, counted from the first panel. */
    void hideOthers(int query, int panels, int first, int end) {
        for (int p = 0; p < panels; p++) {
            int at = at(p, query);
            int from = Math.clamp(first - (long) p * PANEL, 0, PANEL);
            int to = Math.clamp(end - (long) p * PANEL, 0, PANEL);
            Arrays.fill(values, at, at + from, Float.NEGATIVE_INFINITY);
            Arrays.fill(values, at + to, at + PANEL, Float.NEGATIVE_INFINITY);
        }
    }

    /** The largest of {@code query}. */
    float max(int query, int panels) {
        FloatVector m = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < panels; p++) {
            int at = at(p, query);
            for (int i = 0; i < PANEL; i += WIDTH) {
                m = m.max(FloatVector.fromArray(FLOATS, values, at + i));
            }
        }
        m.intoArray(lanes, 0);
        return Lanes.max(lanes, 0, WIDTH);
    }

    float sum(int query, int panels) {
        FloatVector s = FloatVector.zero(FLOATS);
        for (int p = 0; p < panels; p++) {
            int at = at(p, query);
            for (int i = 0; i < PANEL; i += WIDTH) {
                s = s.add(FloatVector.fromArray(FLOATS, values, at + i));
            }
        }
        s.intoArray(lanes, 0);
        return Lanes.sum(lanes, 0, WIDTH);
    }

    /** {@code e^(scale · score - shift[query])} in place, for {@code queries} of each panel. */
    void exp(int panels, int queries, float scale, float[] shift) {
        for (int p = 0; p < panels; p++) {
            for (int q = 0; q < queries; q++) {
                int at = at(p, q);
                float offset = -shift[q];
                for (int i = at; i < at + PANEL; i += WIDTH) {
                    FloatVector.fromArray(FLOATS, values, i)
                            .mul(scale)
                            .add(offset)
                            .intoArray(values, i);
                }
            }
            Lanes.exp(values, at(p, 0), values, at(p, 0), queries * PANEL, 1f, 0f);
        }
    }

    /** {@code this = p ⊙ (this - shift[query])}, for {@code queries} of each panel. */
    void shiftAndMultiply(Scores p, int panels, int queries, float[] shift) {
        for (int panel = 0; panel < panels; panel++) {
            for (int q = 0; q < queries; q++) {
                int at = at(panel, q);
                float offset = shift[q];
                for (int i = at; i < at + PANEL; i += WIDTH) {
                    FloatVector.fromArray(FLOATS, values, i)
                            .sub(offset)
                            .mul(FloatVector.fromArray(FLOATS, p.values, i))
                            .intoArray(values, i);
                }
            }
        }
    }
}
