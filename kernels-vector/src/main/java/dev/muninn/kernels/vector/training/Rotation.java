package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import dev.muninn.kernels.training.Angles;
import dev.muninn.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/** Rotary position embedding of one row, all heads side by side. Belongs to one thread. */
final class Rotation {
    private Angles angles = new Angles(true, 2, new float[0], new float[0]);
    private int at;
    private float direction;
    /** Of adjacent pairs: (heads · headWidth) cosines of the position, each twice. */
    private float[] cosines = {};
    /** sines, negative for the first of a pair */
    private float[] sines = {};

    /** Takes the angles of a position; {@code direction} is 1, or -1 to rotate back. */
    void position(Angles angles, int position, int heads, float direction) {
        this.angles = angles;
        this.at = angles.at(position);
        this.direction = direction;
        if (angles.adjacent()) {
            spread(heads * angles.headWidth());
        }
    }

    /** Spreads the angles of a position over all heads. */
    private void spread(int width) {
        if (cosines.length < width) {
            cosines = new float[width];
            sines = new float[width];
        }
        int headWidth = angles.headWidth();
        for (int i = 0; i < headWidth; i += 2) {
            float c = angles.cos()[at + i / 2];
            float s = angles.sin()[at + i / 2] * direction;
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

    /** Rotates {@code heads} heads of {@code x} from {@code xAt} on in place. */
    void rotate(float[] x, int xAt, int heads) {
        int headWidth = angles.headWidth();
        if (angles.adjacent()) {
            adjacent(x, xAt, heads * headWidth);
        } else {
            for (int h = 0; h < heads; h++) {
                halves(x, xAt + h * headWidth, headWidth / 2);
            }
        }
    }

    private void adjacent(float[] x, int xAt, int width) {
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
            FloatVector swapped = v.rearrange(Lanes.SWAP1);
            FloatVector c = FloatVector.fromArray(FLOATS, cosines, i);
            v.mul(c).add(swapped.mul(FloatVector.fromArray(FLOATS, sines, i))).intoArray(x, xAt + i);
        }
        for (; i < width; i += 2) {
            float a = x[xAt + i];
            float b = x[xAt + i + 1];
            x[xAt + i] = a * cosines[i] + b * sines[i];
            x[xAt + i + 1] = b * cosines[i + 1] + a * sines[i + 1];
        }
    }

    /** Pairs (i, i + half) of one head. */
    private void halves(float[] x, int xAt, int half) {
        float[] cos = angles.cos();
        float[] sin = angles.sin();
        int i = 0;
        for (; i <= half - WIDTH; i += WIDTH) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, xAt + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, xAt + half + i);
            FloatVector c = FloatVector.fromArray(FLOATS, cos, at + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, at + i).mul(direction);
            a.mul(c).sub(b.mul(s)).intoArray(x, xAt + i);
            b.mul(c).add(a.mul(s)).intoArray(x, xAt + half + i);
        }
        for (; i < half; i++) {
            float a = x[xAt + i];
            float b = x[xAt + half + i];
            float c = cos[at + i];
            float s = sin[at + i] * direction;
            x[xAt + i] = a * c - b * s;
            x[xAt + half + i] = b * c + a * s;
        }
    }
}
