package dev.muninn;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Band;
import dev.muninn.tensor.WeightFormat;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How to load and compute.
 *
 * @param kernels a provider's name; empty for the best one here
 * @param threads threads that compute, the caller's included
 * @param weights what matrices become in memory; null keeps each as it is stored
 * @param loop layers of a dense model to repeat
 * @param blockRows rows that go through the model at once; changes speed, no result
 * @param progress told each tensor's name and the bytes packed so far
 */
public record EngineOptions(
        Optional<String> kernels,
        int threads,
        @Nullable WeightFormat weights,
        Optional<Band> loop,
        int blockRows,
        ObjLongConsumer<String> progress) {
    private static final long RESERVE = 2L << 30;
    private static final long LEAST_KV = 256L << 20;

    public EngineOptions {
        require(threads >= 1 && threads <= 1024, "threads are 1 to 1024, found %d", threads);
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                Optional.empty(),
                Runtime.getRuntime().availableProcessors(),
                null,
                Optional.empty(),
                64,
                (name, bytes) -> {});
    }

    public EngineOptions withKernels(String name) {
        return new EngineOptions(Optional.of(name), threads, weights, loop, blockRows, progress);
    }

    public EngineOptions withThreads(int count) {
        return new EngineOptions(kernels, count, weights, loop, blockRows, progress);
    }

    public EngineOptions withWeights(@Nullable WeightFormat format) {
        return new EngineOptions(kernels, threads, format, loop, blockRows, progress);
    }

    public EngineOptions withLoop(Band band) {
        return new EngineOptions(kernels, threads, weights, Optional.of(band), blockRows, progress);
    }

    public EngineOptions withProgress(ObjLongConsumer<String> listener) {
        return new EngineOptions(kernels, threads, weights, loop, blockRows, listener);
    }

    /** Memory for keys and values: what the machine has beside the weights and a reserve. */
    long kvLimit(long weightBytes) {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return Math.max(LEAST_KV, system.getTotalMemorySize() - weightBytes - RESERVE);
    }
}
