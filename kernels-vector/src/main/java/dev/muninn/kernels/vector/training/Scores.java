package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.Tile.PANEL;
import static dev.muninn.kernels.vector.training.Tile.ROWS;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.muninn.kernels.vector.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * A number for each pair of a block of queries and the keys that some of them see: (panels of keys, {@link #QUERIES}, {@link Tile#PANEL}),
 * so that both a row of keys and a column of queries have a constant stride.
 */
final class Scores {
    /** Queries that are handled together, as many as a panel has keys where vectors are wide: the diagonal then costs least. */
    static final int QUERIES = 64;

    private static final int PANEL_SIZE = QUERIES * PANEL;

    // the exponential of Lanes, in the loops that need it: no call between vectors, no power that overflows
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float ROUND = 0x1.8p23f;

    /** Less than this is e^-∞ = 0: 2^-126 is the last power that is a plain float. */
    private static final float EXP_MIN = -87f;

    private final int[] firstKey = new int[QUERIES];
    private final int[] endKey = new int[QUERIES];
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

    /** Query {@code query} sees keys {@code [first, end)}, counted from the first panel. */
    void see(int query, int first, int end) {
        firstKey[query] = first;
        endKey[query] = end;
    }

    /** Where the vectors of {@code panel} start that {@code query} sees any key of. */
    private int firstVector(int query, int panel) {
        return Math.clamp(firstKey[query] - panel * PANEL, 0, PANEL) / WIDTH * WIDTH;
    }

    /** Where they end. */
    private int endVector(int query, int panel) {
        return (Math.clamp(endKey[query] - panel * PANEL, 0, PANEL) + WIDTH - 1) / WIDTH * WIDTH;
    }

    /** Makes what no query sees zero in the vectors that are left out, -∞ in those that are not. */
    void hideOthers(int panels, int queries) {
        for (int p = 0; p < panels; p++) {
            for (int q = 0; q < queries; q++) {
                int from = firstKey[q] - p * PANEL;
                int to = endKey[q] - p * PANEL;
                if (from > 0 || to < PANEL) {
                    hideOthers(p, q, Math.clamp(from, 0, PANEL), Math.clamp(to, 0, PANEL));
                }
            }
        }
    }

    private void hideOthers(int panel, int query, int from, int to) {
        int at = at(panel, query);
        int first = firstVector(query, panel);
        int end = Math.max(first, endVector(query, panel));
        Arrays.fill(values, at, at + first, 0f);
        Arrays.fill(values, at + first, at + Math.min(from, end), Float.NEGATIVE_INFINITY);
        Arrays.fill(values, at + Math.min(to, end), at + end, Float.NEGATIVE_INFINITY);
        Arrays.fill(values, at + end, at + PANEL, 0f);
    }

    /** The largest of what {@code query} sees. */
    float max(int query, int panels) {
        FloatVector m = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < panels; p++) {
            int at = at(p, query);
            int end = at + endVector(query, p);
            for (int i = at + firstVector(query, p); i < end; i += WIDTH) {
                m = m.max(FloatVector.fromArray(FLOATS, values, i));
            }
        }
        m.intoArray(lanes, 0);
        return Lanes.max(lanes, 0, WIDTH);
    }

    /** {@code e^(scale · score - shift)} in place for all that {@code query} sees; returns their sum. */
    float exp(int query, int panels, float scale, float shift) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int p = 0; p < panels; p++) {
            int at = at(p, query);
            int end = at + endVector(query, p);
            for (int i = at + firstVector(query, p); i < end; i += WIDTH) {
                FloatVector y = FloatVector.fromArray(FLOATS, values, i)
                        .fma(FloatVector.broadcast(FLOATS, scale), FloatVector.broadcast(FLOATS, -shift));
                FloatVector shifted =
                        y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
                FloatVector n = shifted.sub(ROUND);
                FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), y);
                r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
                FloatVector e = FloatVector.broadcast(FLOATS, 1.9875691500e-4f);
                e = e.fma(r, FloatVector.broadcast(FLOATS, 1.3981999507e-3f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 8.3334519073e-3f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 4.1665795894e-2f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 1.6666665459e-1f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 5.0000001201e-1f));
                e = e.fma(r.mul(r), r).add(1f);
                IntVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23);
                e = e.reinterpretAsInts().add(power).reinterpretAsFloats().blend(0f, y.lt(EXP_MIN));
                e.intoArray(values, i);
                sum = sum.add(e);
            }
        }
        sum.intoArray(lanes, 0);
        return Lanes.sum(lanes, 0, WIDTH);
    }

    /**
     * For all that {@code query} sees: {@code p = e^(scale · p - shift)} of the scores that {@code p} held, and
     * {@code this = p ⊙ (this - own)}.
     */
    void backward(Scores p, int query, int panels, float scale, float shift, float own) {
        for (int panel = 0; panel < panels; panel++) {
            int at = at(panel, query);
            int end = at + p.endVector(query, panel);
            for (int i = at + p.firstVector(query, panel); i < end; i += WIDTH) {
                FloatVector y = FloatVector.fromArray(FLOATS, p.values, i)
                        .fma(FloatVector.broadcast(FLOATS, scale), FloatVector.broadcast(FLOATS, -shift));
                FloatVector shifted =
                        y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
                FloatVector n = shifted.sub(ROUND);
                FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), y);
                r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
                FloatVector e = FloatVector.broadcast(FLOATS, 1.9875691500e-4f);
                e = e.fma(r, FloatVector.broadcast(FLOATS, 1.3981999507e-3f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 8.3334519073e-3f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 4.1665795894e-2f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 1.6666665459e-1f));
                e = e.fma(r, FloatVector.broadcast(FLOATS, 5.0000001201e-1f));
                e = e.fma(r.mul(r), r).add(1f);
                IntVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23);
                e = e.reinterpretAsInts().add(power).reinterpretAsFloats().blend(0f, y.lt(EXP_MIN));
                e.intoArray(p.values, i);
                FloatVector.fromArray(FLOATS, values, i).sub(own).mul(e).intoArray(values, i);
            }
        }
    }

    /** Makes zero what lies outside the vectors that a query of {@code p} sees. */
    void clearOthers(Scores p, int panels, int queries) {
        for (int panel = 0; panel < panels; panel++) {
            for (int q = 0; q < queries; q++) {
                int at = at(panel, q);
                int first = p.firstVector(q, panel);
                int end = Math.max(first, p.endVector(q, panel));
                if (first > 0 || end < PANEL) {
                    Arrays.fill(values, at, at + first, 0f);
                    Arrays.fill(values, at + end, at + PANEL, 0f);
                }
            }
        }
    }
}
