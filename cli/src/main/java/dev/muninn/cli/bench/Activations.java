package dev.muninn.cli.bench;

import java.util.SplittableRandom;

/** Inputs that are like normed activations in size. */
final class Activations {
    private Activations() {}

    /** (rows, width), uniform on ±1. */
    static float[] random(int rows, int width) {
        SplittableRandom random = new SplittableRandom(17);
        float[] x = new float[Math.multiplyExact(rows, width)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }
}
