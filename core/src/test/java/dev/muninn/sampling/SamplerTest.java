package dev.muninn.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.error.MuninnException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static final int[] NO_HISTORY = {};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 17, 64, 127, 1000, 4099})
    void distributionMatchesTheNaiveOne(int vocab) {
        Random random = new Random(vocab);
        Sampler sampler = new Sampler(vocab);
        float[] out = new float[vocab];
        for (int trial = 0; trial < 60; trial++) {
            Sampling sampling = anySampling(random, vocab);
            float[] logits = logits(random, vocab + 5);
            int[] history = random.ints(random.nextInt(8), 0, vocab).toArray();
            double[] expected = naive(sampling, Arrays.copyOfRange(logits, 5, vocab + 5), history);
            sampler.distribution(sampling, logits, 5, history, history.length, out);
            for (int id = 0; id < vocab; id++) {
                assertThat((double) out[id]).as("%s, token %d", sampling, id).isCloseTo(expected[id], within(1e-6));
                assertThat(out[id] > 0).isEqualTo(expected[id] > 0);
            }
        }
    }

    @Test
    void tokensAreDrawnByTheDistribution() {
        int vocab = 12;
        Random random = new Random(5);
        float[] logits = logits(random, vocab);
        Sampling sampling = new Sampling(0.9f, 9, 0.97f, 0.01f, 1.2f);
        Sampler sampler = new Sampler(vocab);
        float[] p = new float[vocab];
        int[] history = {1, 2, 2};
        sampler.distribution(sampling, logits, 0, history, 3, p);
        int[] counts = new int[vocab];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[sampler.sample(sampling, logits, 0, history, 3, 77, i)]++;
        }
        assertThat(Statistics.chiSquarePerDegree(counts, p, draws)).isLessThan(3);
    }

    @Test
    void aTokenDependsOnItsSeedAndPositionAlone() {
        float[] logits = logits(new Random(6), 100);
        Sampling sampling = new Sampling(1, 40, 0.9f, 0, 1);
        Sampler busy = new Sampler(100);
        for (int position = 0; position < 50; position++) {
            busy.sample(Sampling.atTemperature(2), logits(new Random(position), 100), 0, NO_HISTORY, 0, 1, position);
            assertThat(busy.sample(sampling, logits, 0, NO_HISTORY, 0, 3, position))
                    .isEqualTo(new Sampler(100).sample(sampling, logits, 0, NO_HISTORY, 0, 3, position));
        }
    }

    @Test
    void greedyTakesTheLowestOfTheBest() {
        Sampler sampler = new Sampler(5);
        float[] logits = {9, 1, 3, 3, -0f, 0f};
        float[] p = new float[5];
        assertThat(sampler.sample(Sampling.greedy(), logits, 1, NO_HISTORY, 0, 0, 0))
                .isEqualTo(1);
        sampler.distribution(Sampling.greedy(), logits, 1, NO_HISTORY, 0, p);
        assertThat(p).containsExactly(0, 1, 0, 0, 0);
        Sampling penalised = new Sampling(0, 0, 1, 0, 2);
        assertThat(sampler.sample(penalised, logits, 1, new int[] {1, 1, 9}, 2, 0, 0))
                .isEqualTo(2);
    }

    @Test
    void tiesGoToTheLowerIds() {
        float[] p = new float[6];
        Sampler sampler = new Sampler(6);
        float[] logits = {-0f, 0, 0, 0, 0, 0};
        sampler.distribution(new Sampling(1, 2, 1, 0, 1), logits, 0, NO_HISTORY, 0, p);
        assertThat(p).containsExactly(0.5f, 0.5f, 0, 0, 0, 0);
        sampler.distribution(new Sampling(1, 0, 0.45f, 0, 1), logits, 0, NO_HISTORY, 0, p);
        assertThat(p[2]).isCloseTo(1 / 3f, within(1e-7f));
        assertThat(p[3]).isZero();
    }

    @Test
    void theSmallestTopPKeepsOneToken() {
        float[] p = new float[3];
        new Sampler(3).distribution(new Sampling(1, 0, 1e-9f, 0, 1), new float[] {1, 5, 2}, 0, NO_HISTORY, 0, p);
        assertThat(p).containsExactly(0, 1, 0);
    }

    @Test
    void extremeTemperaturesAreFinite() {
        Sampler sampler = new Sampler(3);
        float[] p = new float[3];
        float[] logits = {-1e30f, 1e30f, Float.NEGATIVE_INFINITY};
        sampler.distribution(Sampling.atTemperature(1e-40f), logits, 0, NO_HISTORY, 0, p);
        assertThat(p).containsExactly(0, 1, 0);
        sampler.distribution(Sampling.atTemperature(Float.MAX_VALUE), logits, 0, NO_HISTORY, 0, p);
        assertThat(p[0]).isCloseTo(0.5f, within(1e-6f));
        assertThat(p[2]).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void brokenLogitsAreNamed(float bad) {
        Sampler sampler = new Sampler(4);
        for (Sampling sampling : new Sampling[] {Sampling.greedy(), Sampling.atTemperature(1)}) {
            assertThatThrownBy(() -> sampler.sample(sampling, new float[] {0, 1, bad, 2}, 0, NO_HISTORY, 0, 0, 0))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("token 2");
        }
    }

    @Test
    void nothingToChooseFromIsAnError() {
        float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> new Sampler(2).sample(Sampling.greedy(), none, 0, NO_HISTORY, 0, 0, 0))
                .isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> new Sampler(0)).isInstanceOf(MuninnException.class);
        Sampling penalty = new Sampling(1, 0, 1, 0, 1.1f);
        assertThatThrownBy(() -> new Sampler(2).sample(penalty, new float[2], 0, new int[] {2}, 1, 0, 0))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("history");
    }

    @Test
    void wishesOutOfRangeAreRefused() {
        for (Runnable bad : new Runnable[] {
            () -> new Sampling(-1, 0, 1, 0, 1),
            () -> new Sampling(Float.NaN, 0, 1, 0, 1),
            () -> new Sampling(Float.POSITIVE_INFINITY, 0, 1, 0, 1),
            () -> new Sampling(1, -1, 1, 0, 1),
            () -> new Sampling(1, 0, 0, 0, 1),
            () -> new Sampling(1, 0, 1.1f, 0, 1),
            () -> new Sampling(1, 0, Float.NaN, 0, 1),
            () -> new Sampling(1, 0, 1, -0.1f, 1),
            () -> new Sampling(1, 0, 1, 1.1f, 1),
            () -> new Sampling(1, 0, 1, 0, 0),
            () -> new Sampling(1, 0, 1, 0, Float.NaN)
        }) {
            assertThatThrownBy(bad::run).isInstanceOf(MuninnException.class).hasMessageContaining("wanted");
        }
    }

    @Test
    void exponentialIsAccurate() {
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            double x = -Math.exp(random.nextDouble() * 20 - 13);
            double expected = StrictMath.exp(x);
            double tolerance = x < -700 ? 1e-300 : 4 * Math.ulp(expected);
            assertThat(Math.abs(Exponential.of(x) - expected)).isLessThanOrEqualTo(tolerance);
        }
        assertThat(Exponential.of(0)).isEqualTo(1);
        assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
    }

    private static Sampling anySampling(Random random, int vocab) {
        float temperature = random.nextInt(10) == 0 ? 0 : 0.2f + 2 * random.nextFloat();
        int topK = random.nextBoolean() ? 0 : 1 + random.nextInt(vocab + 3);
        float topP = random.nextBoolean() ? 1 : 0.05f + 0.9f * random.nextFloat();
        float minP = random.nextBoolean() ? 0 : 0.3f * random.nextFloat();
        float penalty = random.nextBoolean() ? 1 : 0.7f + random.nextFloat();
        return new Sampling(temperature, topK, topP, minP, penalty);
    }

    /** Many ties, and some tokens masked. */
    private static float[] logits(Random random, int count) {
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            float x = (float) random.nextGaussian() * 3;
            logits[i] = random.nextInt(20) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(3) == 0 ? Math.round(x) : x;
        }
        logits[count - 1] = 1;
        return logits;
    }

    /** The definitions one after the other, with a full sort and no care for speed. */
    private static double[] naive(Sampling s, float[] logits, int[] history) {
        int vocab = logits.length;
        double[] p = new double[vocab];
        float[] l = logits.clone();
        Set<Integer> distinct = new HashSet<>(Arrays.stream(history).boxed().toList());
        for (int id : distinct) {
            l[id] = l[id] > 0 ? l[id] / s.repetitionPenalty() : l[id] * s.repetitionPenalty();
        }
        int[] order = IntStream.range(0, vocab)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(id -> -l[id]).thenComparing(id -> id))
                .mapToInt(id -> id)
                .toArray();
        if (s.temperature() == 0) {
            p[order[0]] = 1;
            return p;
        }
        for (int id = 0; id < vocab; id++) {
            p[id] = Math.exp(((double) l[id] - l[order[0]]) / s.temperature());
        }
        int kept = s.topK() == 0 ? vocab : Math.min(vocab, s.topK());
        keep(p, order, kept);
        double[] normal = p.clone();
        if (s.topP() < 1) {
            double mass = 0;
            kept = 0;
            while (kept < vocab && mass < s.topP() * (1 - 1e-12)) {
                mass += normal[order[kept++]];
            }
            keep(p, order, kept);
        }
        int likely = 0;
        while (likely < vocab && p[order[likely]] >= s.minP() * p[order[0]] && p[order[likely]] > 0) {
            likely++;
        }
        keep(p, order, likely);
        return p;
    }

    private static void keep(double[] p, int[] order, int count) {
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            p[order[i]] = i < count ? p[order[i]] : 0;
            sum += p[order[i]];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
    }
}
