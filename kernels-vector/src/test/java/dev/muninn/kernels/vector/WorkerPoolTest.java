package dev.muninn.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    @Test
    void everyUnitRunsOnceAlsoAfterWorkersParked() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(4)) {
            for (int round = 0; round < 2_000; round++) {
                AtomicIntegerArray runs = new AtomicIntegerArray(9);
                pool.run((unit, thread) -> runs.incrementAndGet(unit), 9);
                for (int unit = 0; unit < 9; unit++) {
                    assertThat(runs.get(unit))
                            .as("unit %d of round %d", unit, round)
                            .isEqualTo(1);
                }
                if (round % 500 == 0) {
                    Thread.sleep(2);
                }
            }
        }
    }

    @Test
    void anExceptionReachesTheCallerAndThePoolWorksOn() {
        try (WorkerPool pool = new WorkerPool(3)) {
            assertThatThrownBy(() -> pool.run(
                            (unit, thread) -> {
                                if (unit == 500) {
                                    throw new IllegalArgumentException("unit 500");
                                }
                            },
                            1000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unit 500");
            AtomicIntegerArray runs = new AtomicIntegerArray(50);
            pool.run((unit, thread) -> runs.incrementAndGet(unit), 50);
            for (int unit = 0; unit < 50; unit++) {
                assertThat(runs.get(unit)).isEqualTo(1);
            }
        }
    }
}
