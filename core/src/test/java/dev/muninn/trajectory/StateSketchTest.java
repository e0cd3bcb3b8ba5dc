package dev.muninn.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateSketchTest {
    private static float[] random(SplittableRandom random, int width) {
        float[] state = new float[width];
        for (int i = 0; i < width; i++) {
            state[i] = (float) random.nextGaussian();
        }
        return state;
    }

    /** The squared distance in the sketch is right on average, with a spread of √(2/32) = 0.25. */
    @Test
    void distancesAreKept() {
        SplittableRandom random = new SplittableRandom(4);
        double sum = 0;
        double squares = 0;
        int pairs = 400;
        for (int pair = 0; pair < pairs; pair++) {
            float[] a = random(random, 640);
            float[] b = random(random, 640);
            double kept = Trajectory.distance(StateSketch.of(a), StateSketch.of(b)) / Trajectory.distance(a, b);
            sum += kept * kept;
            squares += Math.pow(kept, 4);
        }
        double mean = sum / pairs;
        assertThat(mean).isCloseTo(1, within(0.05));
        assertThat(Math.sqrt(squares / pairs - mean * mean)).isBetween(0.2, 0.3);
    }

    @Test
    void aNarrowStateIsItsOwnSketch() {
        float[] state = random(new SplittableRandom(5), StateSketch.WIDTH);
        assertThat(StateSketch.of(state)).isEqualTo(state).isNotSameAs(state);
        assertThat(StateSketch.of(new float[StateSketch.WIDTH + 1])).hasSize(StateSketch.WIDTH);
    }
}
