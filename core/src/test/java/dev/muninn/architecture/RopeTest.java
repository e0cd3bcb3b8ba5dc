package dev.muninn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Rope.Scaling;
import dev.muninn.model.RopeTable;
import org.junit.jupiter.api.Test;

class RopeTest {
    private static float[] divisors(int headWidth, double base, Scaling scaling) {
        float[] plain = new Rope(Rope.Pairs.HALVES, base, Scaling.NONE).frequencies(headWidth);
        float[] scaled = new Rope(Rope.Pairs.HALVES, base, scaling).frequencies(headWidth);
        float[] divisors = new float[plain.length];
        for (int i = 0; i < plain.length; i++) {
            divisors[i] = plain[i] / scaled[i];
        }
        return divisors;
    }

    /** The factors that llama.cpp's converter stores for Llama 3.1 8B and 3.2 1B. */
    @Test
    void llama3() {
        float[] eight = divisors(128, 500_000, new Scaling.Llama3(8, 1, 4, 8192));
        float[] between = {1.2075f, 1.5534f, 2.0263f, 2.6945f, 3.6843f, 5.2573f};
        for (int i = 0; i < 64; i++) {
            float wanted = i < 29 ? 1 : i < 35 ? between[i - 29] : 8;
            assertThat(eight[i]).as("pair " + i).isCloseTo(wanted, within(1e-4f * wanted));
        }
        float[] thirtyTwo = divisors(64, 500_000, new Scaling.Llama3(32, 1, 4, 8192));
        float[] few = {1.6513f, 3.2923f, 9.6667f};
        for (int i = 0; i < 32; i++) {
            float wanted = i < 15 ? 1 : i < 18 ? few[i - 15] : 32;
            assertThat(thirtyTwo[i]).as("pair " + i).isCloseTo(wanted, within(1e-4f * wanted));
        }
    }

    /** Fast pairs are kept, slow ones divided by the factor, and the angles have an amplitude. */
    @Test
    void yarn() {
        assertThat(Scaling.Yarn.amplitude(4)).isCloseTo(1.13863f, within(1e-5f));
        Scaling.Yarn yarn = new Scaling.Yarn(4, 32, 1, 4096, Scaling.Yarn.amplitude(4), true);
        float[] divisors = divisors(128, 10_000, yarn);
        // rotations over 4096 positions: pair 20 turns 36 times, pair 46 less than once
        for (int i = 0; i <= 20; i++) {
            assertThat(divisors[i]).isCloseTo(1, within(1e-6f));
        }
        for (int i = 46; i < 64; i++) {
            assertThat(divisors[i]).isCloseTo(4, within(1e-5f));
        }
        // the ramp from pair 20 to 46 in the middle: half of both
        assertThat(divisors[33]).isCloseTo(1 / (0.5f / 4 + 0.5f), within(1e-5f));
        assertThat(new Rope(Rope.Pairs.HALVES, 10_000, yarn).amplitude()).isEqualTo(yarn.amplitude());
    }

    @Test
    void linear() {
        for (float divisor : divisors(64, 10_000, new Scaling.Linear(2.5))) {
            assertThat(divisor).isCloseTo(2.5f, within(1e-6f));
        }
    }

    /** In bf16 these two would be one. */
    @Test
    void farPositionsDiffer() {
        RopeTable table = new RopeTable(new Rope(Rope.Pairs.HALVES, 10_000, Scaling.NONE), 8);
        float[] angles = table.upTo(15968);
        for (int pair = 0; pair < 3; pair++) {
            assertThat(angles[15962 * 8 + 2 * pair]).isNotEqualTo(angles[15968 * 8 + 2 * pair]);
        }
    }
}
