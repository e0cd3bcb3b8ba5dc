package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Takes a head's rows back to where they belong among the others. */
final class Heads {
    private Heads() {}

    /** {@code to[at + r · stride ..] = factor · from[fromAt + r · fromStride .. + width)} for each of {@code rows}. */
    static void store(
            float[] to,
            int at,
            int stride,
            float[] from,
            int fromAt,
            int fromStride,
            int rows,
            int width,
            float factor) {
        for (int r = 0; r < rows; r++) {
            int source = fromAt + r * fromStride;
            int target = at + r * stride;
            int i = 0;
            for (; i <= width - WIDTH; i += WIDTH) {
                FloatVector.fromArray(FLOATS, from, source + i).mul(factor).intoArray(to, target + i);
            }
            for (; i < width; i++) {
                to[target + i] = from[source + i] * factor;
            }
        }
    }
}
