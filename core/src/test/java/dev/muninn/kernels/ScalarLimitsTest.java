package dev.muninn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalarLimitsTest {
    private final ScalarLimits limits = new ScalarLimits();

    /** Any machine reads more than 100 MB/s and less than 100 TB/s: an error of units would not pass. */
    @Test
    void readsAtASpeedThatCanBe() {
        assertThat(limits.readBytesPerSecond(8 << 20, 2, 3)).isBetween(1e8, 1e14);
    }

    @Test
    void multipliesAtASpeedThatCanBe() {
        assertThat(limits.floatOperationsPerSecond(1, 2)).isBetween(1e7, 1e14);
    }

    @Test
    void aBufferSmallerThanAUnitIsRoundedUp() {
        assertThat(limits.readBytesPerSecond(1, 1, 1)).isPositive();
    }

    @Test
    void theReferenceKernelsAreHeldAgainstPlainJava() {
        assertThat(Limits.of(new ScalarProvider())).isInstanceOf(ScalarLimits.class);
    }
}
