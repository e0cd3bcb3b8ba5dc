package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import dev.muninn.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/** Rotary position embedding of one row of queries or keys, all heads side by side; adjacent pairs. Belongs to one thread. */
final class Rotation {
    /** (heads · headWidth) cosines of the position, each twice. */
    private float[] cosines = {};
    /** sines, negative for the first of a pair */
    private float[] sines = {};

    /** Spreads the angles of a position, {@code cos, sin} from {@code at}, over its heads; {@code direction} is 1, or -1 to rotate back. */
    void position(float[] cos, float[] sin, int at, int heads, int headWidth, float direction) {
        int width = heads * headWidth;
        if (cosines.length < width) {
            cosines = new float[width];
            sines = new float[width];
        }
        for (int i = 0; i < headWidth; i += 2) {
            float c = cos[at + i / 2];
            float s = sin[at + i / 2] * direction;
            cosines[i] = c;
            cosines[i + 1] = c;
            sines[i] = -s;
            sines[i + 1] = s;
        }
        for (int i = headWidth; i < width; i += headWidth) {
            System.arraycopy(cosines, 0, cosines, i, headWidth);
            System.arraycopy(sines, 0, sines, i, headWidth);
        }
    }

    /** Rotates {@code x[at .. at + width)} in place. */
    void rotate(float[] x, int at, int width) {
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector swapped = v.rearrange(Lanes.SWAP1);
            FloatVector c = FloatVector.fromArray(FLOATS, cosines, i);
            v.mul(c).add(swapped.mul(FloatVector.fromArray(FLOATS, sines, i))).intoArray(x, at + i);
        }
        for (; i < width; i += 2) {
            float a = x[at + i];
            float b = x[at + i + 1];
            x[at + i] = a * cosines[i] + b * sines[i];
            x[at + i + 1] = b * cosines[i + 1] + a * sines[i + 1];
        }
    }

    /** {@code to += from}, {@code count} floats. */
    static void add(float[] to, int toAt, float[] from, int fromAt, int count) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, to, toAt + i)
                    .add(FloatVector.fromArray(FLOATS, from, fromAt + i))
                    .intoArray(to, toAt + i);
        }
        for (; i < count; i++) {
            to[toAt + i] += from[fromAt + i];
        }
    }
}
