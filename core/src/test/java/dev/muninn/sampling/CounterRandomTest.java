package dev.muninn.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {
    private static final int MANY = 200_000;

    /** Computed with a few lines of Python; a change here changes every sampled text. */
    @Test
    void valuesAreTheSameForEver() {
        assertThat(CounterRandom.uniform(0, 0, 0)).isEqualTo(0.13870941014555427);
        assertThat(CounterRandom.uniform(42, 7, 1)).isEqualTo(0.09326466189504978);
        assertThat(CounterRandom.normal(42, 7, 3)).isCloseTo(0.5108322673811387, within(1e-15));
        float[] state = new float[3];
        CounterRandom.fillTruncatedNormal(42, 7, 1, state, 0, 3);
        assertThat(state).containsExactly(1.4752085208892822f, 0.4439912736415863f, -0.6737831234931946f);
    }

    @Test
    void uniformIsUniformInEveryDirection() {
        int[] bySeed = new int[100];
        int[] byPosition = new int[100];
        int[] byStream = new int[100];
        for (int i = 0; i < MANY; i++) {
            bySeed[(int) (100 * CounterRandom.uniform(i, 5, 0))]++;
            byPosition[(int) (100 * CounterRandom.uniform(5, i, 0))]++;
            byStream[(int) (100 * CounterRandom.uniform(5, 5, i))]++;
        }
        // 99 degrees of freedom: above 149 once in a thousand, below 60 likewise.
        assertThat(chiSquare(bySeed)).isBetween(60.0, 149.0);
        assertThat(chiSquare(byPosition)).isBetween(60.0, 149.0);
        assertThat(chiSquare(byStream)).isBetween(60.0, 149.0);
    }

    /** Pairs of neighbours fall into 10 by 10 cells alike: neighbours say nothing about one another. */
    @Test
    void neighboursAreIndependent() {
        int[] positions = new int[100];
        int[] seeds = new int[100];
        int[] streams = new int[100];
        int[] swapped = new int[100];
        for (int i = 0; i < MANY; i++) {
            double u = CounterRandom.uniform(i, 1000, 0);
            positions[cell(u, CounterRandom.uniform(i, 1001, 0))]++;
            seeds[cell(u, CounterRandom.uniform(i + 1, 1000, 0))]++;
            streams[cell(u, CounterRandom.uniform(i, 1000, 1))]++;
            swapped[cell(u, CounterRandom.uniform(1000, i, 0))]++;
        }
        for (int[] cells : new int[][] {positions, seeds, streams, swapped}) {
            assertThat(chiSquare(cells)).isBetween(60.0, 149.0);
        }
    }

    @Test
    void extremesStayInRange() {
        for (long seed : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            for (long position : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThat(CounterRandom.uniform(seed, position, -1)).isBetween(0.0, 1 - 0x1p-53);
                assertThat(CounterRandom.normal(seed, position, -1)).isFinite();
            }
        }
    }

    @Test
    void normalHasTheMomentsOfANormal() {
        double[] z = new double[MANY];
        Arrays.setAll(z, i -> CounterRandom.normal(3, i / 10, i % 10));
        assertThat(mean(z)).isCloseTo(0, within(0.01));
        assertThat(deviation(z)).isCloseTo(1, within(0.01));
        assertThat(Arrays.stream(z).map(x -> x * x * x * x).average().orElseThrow())
                .isCloseTo(3, within(0.1));
        assertThat(Arrays.stream(z).filter(x -> Math.abs(x) > 3).count() / (double) MANY)
                .isCloseTo(0.0027, within(0.0005));
    }

    /** Values of the function from Python's statistics.NormalDist, computed independently. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, -37.0470962993612",
        "1e-20, -9.262340089798405",
        "1e-10, -6.361340902404056",
        "0.00135, -2.999976992703393",
        "0.01, -2.3263478740408408",
        "0.074, -1.4466320671589785",
        "0.076, -1.4325027208258114",
        "0.3, -0.5244005127080407",
        "0.5, 0",
        "0.925, 1.439531470938456",
        "0.975, 1.9599639845400536",
        "0.999, 3.090232306167813"
    })
    void quantilesAreThoseOfTheNormalDistribution(double p, double z) {
        assertThat(NormalQuantile.of(p)).isCloseTo(z, within(1e-14 * Math.max(1, Math.abs(z))));
    }

    @Test
    void stateNoiseIsATruncatedNormal() {
        float std = 0.25f;
        float[] s = new float[MANY];
        for (int position = 0; position < MANY / 1000; position++) {
            CounterRandom.fillTruncatedNormal(9, position, std, s, position * 1000, 1000);
        }
        double[] z = new double[MANY];
        Arrays.setAll(z, i -> s[i] / std);
        assertThat(mean(z)).isCloseTo(0, within(0.01));
        assertThat(deviation(z)).isCloseTo(0.98658, within(0.005));
        assertThat(Arrays.stream(z).map(Math::abs).max().orElseThrow()).isBetween(2.9, 3.0);
        int[] thirds = new int[100];
        for (double x : z) {
            thirds[(int) (100 * truncatedCdf(x) * (1 - 1e-12))]++;
        }
        assertThat(chiSquare(thirds)).isBetween(60.0, 149.0);
    }

    @Test
    void statesOfDifferentPositionsAndSeedsAreUncorrelated() {
        int width = 5280;
        float[] base = state(1, 0, width);
        for (float[] other :
                new float[][] {state(1, 1, width), state(2, 0, width), state(0, 1, width), state(1, -1, width)}) {
            double correlation = 0;
            for (int i = 0; i < width; i++) {
                correlation += base[i] * other[i] / (double) width;
            }
            assertThat(correlation).isCloseTo(0, within(4 / Math.sqrt(width)));
        }
        double lagged = 0;
        for (int i = 1; i < width; i++) {
            lagged += base[i] * base[i - 1] / (double) width;
        }
        assertThat(lagged).isCloseTo(0, within(4 / Math.sqrt(width)));
    }

    @Test
    void aStatesPrefixDoesNotDependOnItsWidthOrPlace() {
        float[] wide = state(1, 2, 100);
        float[] shifted = new float[60];
        CounterRandom.fillTruncatedNormal(1, 2, 1, shifted, 10, 50);
        assertThat(Arrays.copyOfRange(shifted, 10, 60)).containsExactly(Arrays.copyOf(wide, 50));
        assertThat(Arrays.copyOf(shifted, 10)).containsOnly(0);
    }

    private static float[] state(long seed, long position, int width) {
        float[] state = new float[width];
        CounterRandom.fillTruncatedNormal(seed, position, 1, state, 0, width);
        return state;
    }

    /** By Simpson's rule over the density, independent of the quantile under test. */
    private static double truncatedCdf(double z) {
        return (integral(z) + 0.5 * TWO_SIDED) / TWO_SIDED;
    }

    private static final double TWO_SIDED = 2 * integral(3);

    private static double integral(double z) {
        int steps = 60;
        double h = z / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-0.5 * i * h * i * h);
        }
        return sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    private static int cell(double a, double b) {
        return 10 * (int) (10 * a) + (int) (10 * b);
    }

    private static double chiSquare(int[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        return Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double deviation(double[] x) {
        double mean = mean(x);
        return Math.sqrt(
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    }
}
