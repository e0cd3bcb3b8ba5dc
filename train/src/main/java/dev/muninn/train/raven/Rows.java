package dev.muninn.train.raven;

import dev.muninn.kernels.training.Angles;

/** The rows that a shard works on at a time: whole sequences of equal length. Set anew for every chunk. */
final class Rows {
    int sequences;
    int length;
    int[] documentStart = {}; // (M) relative to the chunk
    Angles angles = new Angles(true, 2, new float[0], new float[0]);

    int count() {
        return sequences * length;
    }

    /** Angles of rotary position embedding, in f32 as the engine computes them. */
    void setLength(int newLength, int headWidth, double base) {
        if (newLength == length) {
            return;
        }
        length = newLength;
        int half = headWidth / 2;
        float[] cos = new float[length * half];
        float[] sin = new float[length * half];
        for (int i = 0; i < half; i++) {
            float inverseFrequency = 1f / (float) Math.pow(base, (float) (2 * i) / headWidth);
            for (int p = 0; p < length; p++) {
                float angle = p * inverseFrequency;
                cos[p * half + i] = (float) StrictMath.cos(angle);
                sin[p * half + i] = (float) StrictMath.sin(angle);
            }
        }
        angles = new Angles(true, headWidth, cos, sin);
    }
}
