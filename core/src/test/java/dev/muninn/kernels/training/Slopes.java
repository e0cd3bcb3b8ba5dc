package dev.muninn.kernels.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Supplier;

/** Gradients against central differences of a forward pass. */
final class Slopes {
    private static final float STEP = 4e-3f;
    private static final double TOLERANCE = 1e-3;

    private Slopes() {}

    /**
     * Asserts that {@code gradient[i]} is the slope of {@code loss(forward)} in {@code x[i]}, for every i, up to 1e-3 of the
     * largest; {@code dOut} are the loss's weights of the outputs.
     */
    static void check(String name, float[] gradient, float[] x, float[] dOut, Supplier<float[]> forward) {
        double[] slopes = new double[x.length];
        double largest = 1e-2;
        for (int i = 0; i < x.length; i++) {
            float was = x[i];
            x[i] = was + STEP;
            double above = loss(forward.get(), dOut);
            double high = x[i];
            x[i] = was - STEP;
            slopes[i] = (above - loss(forward.get(), dOut)) / (high - x[i]);
            x[i] = was;
            largest = Math.max(largest, Math.abs(slopes[i]));
        }
        for (int i = 0; i < x.length; i++) {
            assertThat((double) gradient[i]).as("%s[%d]", name, i).isCloseTo(slopes[i], within(TOLERANCE * largest));
        }
    }

    private static double loss(float[] out, float[] dOut) {
        double sum = 0;
        for (int i = 0; i < dOut.length; i++) {
            sum += (double) out[i] * dOut[i];
        }
        return sum;
    }

    static float[] normal(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
