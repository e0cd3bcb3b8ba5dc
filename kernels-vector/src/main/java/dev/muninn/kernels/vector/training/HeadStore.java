package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Takes a head's rows back to where they belong among the others. */
final class HeadStore {
    private HeadStore() {}

    /** {@code to[at + r · stride ..] = factors[r] · from[r · fromStride .. + width)} for each of {@code rows}. */
    static void rows(
            float[] to, int at, int stride, float[] from, int fromStride, int rows, int width, float[] factors) {
        int whole = width - width % WIDTH;
        for (int r = 0; r < rows; r++) {
            int source = r * fromStride;
            int target = at + r * stride;
            float factor = factors[r];
            for (int i = 0; i < whole; i += WIDTH) {
                FloatVector.fromArray(FLOATS, from, source + i).mul(factor).intoArray(to, target + i);
            }
            for (int i = whole; i < width; i++) {
                to[target + i] = from[source + i] * factor;
            }
        }
    }
}
