package dev.muninn.model;

import dev.muninn.architecture.Rope;
import java.util.Arrays;

/** The cosines and sines of {@link Rope}, by position, computed in f32; it grows with the positions seen. */
public final class RopeTable {
    private final Rope rope;
    private final int headWidth;
    private final float[] frequencies;
    private volatile float[] table = new float[0];

    public RopeTable(Rope rope, int headWidth) {
        this.rope = rope;
        this.headWidth = headWidth;
        this.frequencies = rope.frequencies(headWidth);
    }

    /** Turns {@code heads} neighbouring heads of {@code x}, from {@code at} on, in place. */
    void apply(float[] x, int at, int heads, int position) {
        float[] angles = upTo(position);
        int half = headWidth / 2;
        int first = position * headWidth;
        boolean adjacent = rope.pairs() == Rope.Pairs.ADJACENT;
        for (int h = 0; h < heads; h++, at += headWidth) {
            for (int i = 0; i < half; i++) {
                float cos = angles[first + 2 * i];
                float sin = angles[first + 2 * i + 1];
                int a = adjacent ? at + 2 * i : at + i;
                int b = adjacent ? a + 1 : a + half;
                float xa = x[a];
                float xb = x[b];
                x[a] = xa * cos - xb * sin;
                x[b] = xb * cos + xa * sin;
            }
        }
    }

    /** Cosine and sine of every pair, pair by pair, of positions up to {@code position} and maybe more: (positions, D/2, 2). */
    public float[] upTo(int position) {
        float[] now = table;
        return now.length >= (position + 1) * headWidth ? now : grow(position);
    }

    private synchronized float[] grow(int position) {
        int had = table.length / headWidth;
        int positions = Math.max(position + 1, Math.max(64, 2 * had));
        float[] grown = Arrays.copyOf(table, positions * headWidth);
        float amplitude = rope.amplitude();
        for (int p = had; p < positions; p++) {
            for (int i = 0; i < headWidth / 2; i++) {
                float angle = p * frequencies[i];
                grown[p * headWidth + 2 * i] = (float) StrictMath.cos(angle) * amplitude;
                grown[p * headWidth + 2 * i + 1] = (float) StrictMath.sin(angle) * amplitude;
            }
        }
        table = grown;
        return grown;
    }
}
