package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** RMSNorm of one row, forward and backward. */
final class Norms {
    private Norms() {}

    /** {@code y = gain ⊙ x · 1/rms(x)} for the row at {@code at}; returns 1/rms. */
    static float forward(float[] y, float[] x, int at, float[] gain, int gainAt, int width, float eps, RowSums sums) {
        float n = (float) (1 / Math.sqrt((double) sums.dot(x, at, x, at, width) / width + eps));
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gain, gainAt + i);
            FloatVector.fromArray(FLOATS, x, at + i).mul(n).mul(g).intoArray(y, at + i);
        }
        for (; i < width; i++) {
            y[at + i] = x[at + i] * n * gain[gainAt + i];
        }
        return n;
    }

    /** With n = 1/rms: {@code dx = n·gain⊙dy - n³·x·mean(gain⊙dy⊙x)}, {@code dGain += n·dy⊙x}. */
    static void backward(
            float[] dx,
            boolean add,
            float[] dGain,
            int dGainAt,
            float[] dy,
            float[] x,
            int at,
            float n,
            float[] gain,
            int gainAt,
            int width,
            RowSums sums) {
        float along = -n * n * n * sums.dot(gain, gainAt, dy, at, x, at, width) / width;
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector d = FloatVector.fromArray(FLOATS, dy, at + i).mul(n);
            FloatVector v = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector g = FloatVector.fromArray(FLOATS, gain, gainAt + i);
            FloatVector result = d.mul(g).add(v.mul(along));
            if (add) {
                result = result.add(FloatVector.fromArray(FLOATS, dx, at + i));
            }
            result.intoArray(dx, at + i);
            d.fma(v, FloatVector.fromArray(FLOATS, dGain, dGainAt + i)).intoArray(dGain, dGainAt + i);
        }
        for (; i < width; i++) {
            float d = dy[at + i] * n;
            float v = x[at + i];
            float result = d * gain[gainAt + i] + v * along;
            dx[at + i] = add ? result + dx[at + i] : result;
            dGain[dGainAt + i] = Math.fma(d, v, dGain[dGainAt + i]);
        }
    }
}
