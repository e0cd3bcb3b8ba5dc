package dev.muninn.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.Limits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class VectorLimitsTest {
    private static final int PASSES = 20;

    private final VectorLimits limits = new VectorLimits();

    /** Any machine reads more than 100 MB/s and less than 100 TB/s: an error of units would not pass. */
    @Test
    void readsAtASpeedThatCanBe() {
        assertThat(measured(2, 8 << 20, Limits.Meter::readBytesPerSecond)).isBetween(1e8, 1e14);
    }

    @Test
    void multipliesAtASpeedThatCanBe() {
        assertThat(measured(2, 1, Limits.Meter::floatOperationsPerSecond)).isBetween(1e7, 1e14);
    }

    @Test
    void vectorKernelsAreHeldAgainstTheirOwnLimits() {
        assertThat(Limits.of(new VectorProvider())).isInstanceOf(VectorLimits.class);
    }

    @Test
    void theReadLoopReadsEveryVector() {
        float[] values = new float[4096];
        Arrays.fill(values, 1f);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
            float[] sink = new float[Lanes.WIDTH];
            LimitLoops.read(buffer, 0, values.length * Float.BYTES, sink, 0);
            float sum = 0;
            for (float lane : sink) {
                sum += lane;
            }
            assertThat(sum).isEqualTo(values.length);
        }
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
