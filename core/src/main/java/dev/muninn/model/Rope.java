package dev.muninn.model;

import java.util.Arrays;

/**
 * Rotary position embedding (Su et al. 2021): pair i of a head turns by the angle position / base^(2i/D), computed in f32 as
 * the reference does. The angles are a table that grows with the positions seen.
 */
final class Rope {
    /** Which elements of a head form pair i. */
    enum Pairs {
        /** 2i and 2i + 1. */
        ADJACENT,
        /** i and i + D/2. */
        HALVES
    }

    private final Pairs pairs;
    private final int headWidth;
    private final float[] inverseFrequencies;
    private volatile float[] table = new float[0];

    Rope(Pairs pairs, int headWidth, double base) {
        this.pairs = pairs;
        this.headWidth = headWidth;
        this.inverseFrequencies = new float[headWidth / 2];
        for (int i = 0; i < headWidth / 2; i++) {
            inverseFrequencies[i] = 1f / (float) Math.pow(base, (float) (2 * i) / headWidth);
        }
    }

    /** Turns {@code heads} neighbouring heads of {@code x}, from {@code at} on, in place. */
    void apply(float[] x, int at, int heads, int position) {
        float[] angles = table(position);
        int half = headWidth / 2;
        int first = position * headWidth;
        for (int h = 0; h < heads; h++, at += headWidth) {
            for (int i = 0; i < half; i++) {
                float cos = angles[first + 2 * i];
                float sin = angles[first + 2 * i + 1];
                int a = pairs == Pairs.ADJACENT ? at + 2 * i : at + i;
                int b = pairs == Pairs.ADJACENT ? a + 1 : a + half;
                float xa = x[a];
                float xb = x[b];
                x[a] = xa * cos - xb * sin;
                x[b] = xb * cos + xa * sin;
            }
        }
    }

    /** Cosine and sine of every pair, by position. */
    private float[] table(int position) {
        float[] now = table;
        return now.length >= (position + 1) * headWidth ? now : grow(position);
    }

    private synchronized float[] grow(int position) {
        int had = table.length / headWidth;
        int positions = Math.max(position + 1, Math.max(64, 2 * had));
        float[] grown = Arrays.copyOf(table, positions * headWidth);
        for (int p = had; p < positions; p++) {
            for (int i = 0; i < headWidth / 2; i++) {
                float angle = p * inverseFrequencies[i];
                grown[p * headWidth + 2 * i] = (float) StrictMath.cos(angle);
                grown[p * headWidth + 2 * i + 1] = (float) StrictMath.sin(angle);
            }
        }
        table = grown;
        return grown;
    }
}
