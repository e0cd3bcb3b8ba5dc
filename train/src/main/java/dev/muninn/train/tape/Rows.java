package dev.muninn.train.tape;

import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Rope;
import dev.muninn.kernels.training.Angles;
import dev.muninn.train.batch.Batch;

/** The rows that a replica works on at a time: whole sequences of equal length. Set anew for every chunk. */
final class Rows {
    private final Attention attention;
    private int sequences;
    private int length;
    private int first;
    private int[] tokens = {};
    private int[] documentStart = {};
    private Angles angles;

    Rows(Attention attention) {
        this.attention = attention;
        this.angles = table(1);
    }

    /** Sequences {@code from} to {@code from + count} of the batch. */
    void select(Batch batch, int from, int count) {
        sequences = count;
        length = batch.length();
        first = from * length;
        tokens = batch.tokens();
        if (documentStart.length < count()) {
            documentStart = new int[count()];
        }
        for (int m = 0; m < count(); m++) {
            documentStart[m] = batch.documentStart()[first + m] - first;
        }
        if (angles.positions() < length) {
            angles = table(length);
        }
    }

    int count() {
        return sequences * length;
    }

    int sequences() {
        return sequences;
    }

    int length() {
        return length;
    }

    /** The batch's row that row 0 is. */
    int first() {
        return first;
    }

    int token(int row) {
        return tokens[first + row];
    }

    /** (M) relative to the chunk. */
    int[] documentStart() {
        return documentStart;
    }

    Angles angles() {
        return angles;
    }

    /** Angles in f32, as the engine computes them. */
    private Angles table(int positions) {
        Rope rope = attention.rope();
        float[] frequencies = rope.frequencies(attention.headWidth());
        int half = frequencies.length;
        float[] cos = new float[positions * half];
        float[] sin = new float[positions * half];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < half; i++) {
                float angle = p * frequencies[i];
                cos[p * half + i] = (float) StrictMath.cos(angle) * rope.amplitude();
                sin[p * half + i] = (float) StrictMath.sin(angle) * rope.amplitude();
            }
        }
        return new Angles(rope.pairs() == Rope.Pairs.ADJACENT, attention.headWidth(), cos, sin);
    }
}
