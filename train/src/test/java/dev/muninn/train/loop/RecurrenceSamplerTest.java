package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.recipe.Depths;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecurrenceSamplerTest {
    /** Statistics of the reference's sampler. */
    private static JsonNode golden() throws IOException {
        try (InputStream in = RecurrenceSamplerTest.class.getResourceAsStream("/goldens/recurrence-sampler.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
        }
    }

    @Test
    void fixedDepthIsFixed() {
        for (int i = 0; i < 1000; i++) {
            assertThat(RecurrenceSampler.draw(Keys.of(7, Keys.Purpose.DEPTH, i, 0), 1, 1))
                    .isEqualTo(new Recurrences(0, 1));
        }
    }

    @Test
    void statisticsAreThoseOfTheReference() throws IOException {
        JsonNode golden = golden();
        int draws = golden.get("draws").asInt();
        double mean = golden.get("mean_recurrence").asDouble();
        int backprop = golden.get("mean_backprop_depth").asInt();
        int[] totals = new int[draws];
        double withGradient = 0;
        for (int i = 0; i < draws; i++) {
            Recurrences drawn = RecurrenceSampler.draw(Keys.of(7, Keys.Purpose.DEPTH, i / 4, i % 4), mean, backprop);
            assertThat(drawn.withGradient()).isBetween(1, backprop);
            totals[i] = drawn.total();
            withGradient += (double) drawn.withGradient() / draws;
        }
        Arrays.sort(totals);
        double average = Arrays.stream(totals).average().orElseThrow();
        double variance = Arrays.stream(totals)
                .mapToDouble(t -> (t - average) * (t - average))
                .average()
                .orElseThrow();

        // both sides are samples: four standard errors of the difference of two means
        double error = 4 * Math.sqrt(2.0 / draws) * golden.get("total_std").asDouble();
        assertThat(average).isCloseTo(golden.get("total_mean").asDouble(), within(error));
        assertThat(Math.sqrt(variance)).isCloseTo(golden.get("total_std").asDouble(), within(0.3));
        assertThat(withGradient).isCloseTo(golden.get("with_grad_mean").asDouble(), within(0.02));
        golden.get("total_quantiles").properties().forEach(quantile -> {
            double share = Double.parseDouble(quantile.getKey());
            int value = quantile.getValue().asInt();
            double sampling = 4 * Math.sqrt(2 * share * (1 - share) / draws);
            assertThat(share)
                    .as("quantile %s", quantile.getKey())
                    .isBetween(below(totals, value) - sampling, below(totals, value + 1) + sampling);
        });
    }

    private static double below(int[] totals, int limit) {
        return (double) Arrays.stream(totals).filter(total -> total < limit).count() / totals.length;
    }

    @Test
    void aLargeMeanIsDrawnInPieces() {
        double sum = 0;
        int draws = 2000;
        for (int i = 0; i < draws; i++) {
            sum += RecurrenceSampler.draw(Keys.of(1, Keys.Purpose.DEPTH, i, 0), 1000, 8)
                    .total();
        }
        // log-normal of sigma 1/2: its standard deviation is 0.53 of its mean
        assertThat(sum / draws).isCloseTo(1001, within(4 * 533 / Math.sqrt(draws)));
    }

    @Test
    void aStepAndBatchDecideTheDraw() {
        long key = Keys.of(3, Keys.Purpose.DEPTH, 100, 2);
        assertThat(RecurrenceSampler.draw(key, 8, 4)).isEqualTo(RecurrenceSampler.draw(key, 8, 4));
        assertThat(Keys.of(3, Keys.Purpose.DEPTH, 100, 1)).isNotEqualTo(key);
        assertThat(Keys.of(3, Keys.Purpose.NOISE, 100, 2)).isNotEqualTo(key);
    }

    /** Every number of a range as often, the last ones with a gradient; recurrences may be left out, the first never. */
    @Test
    void uniformFixedAndDropout() {
        Depths uniform = new Depths(Depths.Kind.UNIFORM, 2, 5, 0);
        int[] counts = new int[7];
        for (int key = 0; key < 4000; key++) {
            Recurrences drawn = RecurrenceSampler.draw(key, uniform, 99, 3);
            counts[drawn.total()]++;
            assertThat(drawn.withGradient()).isEqualTo(Math.min(3, drawn.total()));
        }
        assertThat(counts[0] + counts[1] + counts[6]).isZero();
        for (int total = 2; total <= 5; total++) {
            assertThat(counts[total]).isBetween(880, 1120);
        }
        Depths fixed = new Depths(Depths.Kind.FIXED, 0, 0, 0);
        assertThat(RecurrenceSampler.draw(1, fixed, 7.4, 4)).isEqualTo(new Recurrences(3, 4));
        Depths dropping = new Depths(Depths.Kind.FIXED, 0, 0, 0.25);
        double sum = 0;
        for (int key = 0; key < 4000; key++) {
            int total = RecurrenceSampler.draw(key, dropping, 5, 2).total();
            assertThat(total).isBetween(1, 5);
            sum += total;
        }
        assertThat(sum / 4000).isBetween(3.9, 4.1); // 1 + 0.75 · 4
    }
}
