package dev.muninn.eval.proof.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    /** From the score interval's closed form, as any table of it has. */
    @Test
    void intervalsAreWilsons() {
        assertThat(new Share(50, 100).low()).isCloseTo(0.40383, within(1e-5));
        assertThat(new Share(50, 100).high()).isCloseTo(0.59617, within(1e-5));
        assertThat(new Share(0, 10).low()).isZero();
        assertThat(new Share(0, 10).high()).isCloseTo(0.27753, within(1e-5));
        assertThat(new Share(10, 10).low()).isCloseTo(0.72247, within(1e-5));
        assertThat(new Share(10, 10).high()).isEqualTo(1);
        assertThat(new Share(487, 500).text()).isEqualTo("97.4 (95.6-98.5)");
        assertThat(Share.NONE.text()).isEqualTo("-");
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        SplittableRandom random = new SplittableRandom(5);
        int held = 0;
        for (int trial = 0; trial < 4000; trial++) {
            int right = 0;
            for (int i = 0; i < 60; i++) {
                right += random.nextDouble() < 0.85 ? 1 : 0;
            }
            Share share = new Share(right, 60);
            held += share.low() <= 0.85 && share.high() >= 0.85 ? 1 : 0;
        }
        assertThat(held / 4000.0).isBetween(0.93, 0.97);
    }

    @Test
    void ranksCorrelate() {
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 3, 4}, new double[] {10, 100, 1000, 1001}))
                .isCloseTo(1, within(1e-12));
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
        // ranks 1, 2.5, 2.5, 4 beside 1, 3, 2, 4: covariance 4.5 of sqrt(4.5 * 5)
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 2, 3}, new double[] {1, 3, 2, 4}))
                .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
        assertThat(Numbers.rankCorrelation(new double[] {1, 1}, new double[] {1, 2}))
                .isNaN();
    }

    @Test
    void quantilesLieBetweenNeighbours() {
        assertThat(Numbers.median(new double[] {4, 1, 3})).isEqualTo(3);
        assertThat(Numbers.quantile(new double[] {1, 2, 3, 4}, 0.25)).isEqualTo(1.75);
        assertThat(Numbers.median(new double[0])).isNaN();
    }
}
