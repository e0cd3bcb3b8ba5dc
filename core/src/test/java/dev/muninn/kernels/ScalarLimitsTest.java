package dev.muninn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScalarLimitsTest {
    private static final int PASSES = 20;

    private final ScalarLimits limits = new ScalarLimits();

    /** Any machine reads more than 100 MB/s and less than 100 TB/s: an error of units would not pass. */
    @Test
    void readsAtASpeedThatCanBe() {
        assertThat(measured(2, 8 << 20, Limits.Meter::readBytesPerSecond)).isBetween(1e8, 1e14);
    }

    @Test
    void multipliesAtASpeedThatCanBe() {
        assertThat(measured(1, 1, Limits.Meter::floatOperationsPerSecond)).isBetween(1e7, 1e14);
    }

    @Test
    void aBufferSmallerThanAUnitIsRoundedUp() {
        assertThat(measured(1, 1, Limits.Meter::readBytesPerSecond)).isPositive();
    }

    @Test
    void theReferenceKernelsAreHeldAgainstPlainJava() {
        assertThat(Limits.of(new ScalarProvider())).isInstanceOf(ScalarLimits.class);
    }

    /** The best of some passes: the first ones run before the loop is compiled. */
    private double measured(int threads, long bytes, ToDoubleFunction<Limits.Meter> what) {
        try (Limits.Meter meter = limits.open(threads, bytes)) {
            return DoubleStream.generate(() -> what.applyAsDouble(meter))
                    .limit(PASSES)
                    .max()
                    .orElseThrow();
        }
    }
}
