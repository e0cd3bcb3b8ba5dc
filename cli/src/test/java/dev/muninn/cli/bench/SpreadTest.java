package dev.muninn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Spread.of(new double[] {3, 1, 2})).isEqualTo(new Spread(1, 2, 3, 3));
    }

    @Test
    void orBetweenTheMiddleTwo() {
        assertThat(Spread.of(new double[] {4, 1, 2, 8})).isEqualTo(new Spread(1, 3, 8, 4));
    }
}
