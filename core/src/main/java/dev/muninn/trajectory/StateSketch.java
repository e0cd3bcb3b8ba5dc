package dev.muninn.trajectory;

/**
 * A latent state in few numbers, to draw and to compare: states of any width become {@value #WIDTH} numbers by the same random
 * projection with entries ±1/√{@value #WIDTH} (Achlioptas 2003), which keeps the distance of two states to about an eighth of it (one
 * standard deviation). A state that is no wider is kept as it is.
 */
public final class StateSketch {
    /** Numbers that a wide state becomes. */
    public static final int WIDTH = 32;

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private StateSketch() {}

    /** Of a state (C): (min(C, {@value #WIDTH})). */
    public static float[] of(float[] state) {
        if (state.length <= WIDTH) {
            return state.clone();
        }
        double[] sums = new double[WIDTH];
        for (int i = 0; i < state.length; i++) {
            long signs = mix(i * GAMMA);
            for (int k = 0; k < WIDTH; k++) {
                sums[k] += (signs >>> k & 1) == 0 ? state[i] : -state[i];
            }
        }
        float[] sketch = new float[WIDTH];
        for (int k = 0; k < WIDTH; k++) {
            sketch[k] = (float) (sums[k] / Math.sqrt(WIDTH));
        }
        return sketch;
    }

    /** SplitMix64's finaliser, variant 13 of Stafford. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
