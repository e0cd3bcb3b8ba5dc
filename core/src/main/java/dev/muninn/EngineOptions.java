package dev.muninn;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.tensor.WeightFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How to load and compute.
 *
 * @param kernels a provider's name; empty for the best one here
 * @param threads threads that compute, the caller's included
 * @param weights what matrices become in memory; null keeps each as it is stored
 * @param blockRows rows that go through the model at once; changes speed, no result
 * @param kvBytes memory for keys and values, those of kept prefixes included; empty for what is available beside the weights and the
 *     heap, less a reserve
 * @param progress told each tensor's name and the bytes packed so far
 */
public record EngineOptions(
        Optional<String> kernels,
        int threads,
        @Nullable WeightFormat weights,
        int blockRows,
        OptionalLong kvBytes,
        ObjLongConsumer<String> progress) {
    /** Left to the machine: an eighth of what is available, and no more than this. */
    private static final long MOST_RESERVE = 2L << 30;

    private static final long LEAST_KV = 256L << 20;

    public EngineOptions {
        require(threads >= 1 && threads <= 1024, "threads are 1 to 1024, found %d", threads);
        require(
                kvBytes.orElse(1) >= 1,
                "keys and values need memory: 1 byte or more is wanted, found %d",
                kvBytes.orElse(1));
    }

    /** With memory for keys and values as there is. */
    public EngineOptions(
            Optional<String> kernels,
            int threads,
            @Nullable WeightFormat weights,
            int blockRows,
            ObjLongConsumer<String> progress) {
        this(kernels, threads, weights, blockRows, OptionalLong.empty(), progress);
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                Optional.empty(), Runtime.getRuntime().availableProcessors(), null, 64, (name, bytes) -> {});
    }

    public EngineOptions withKernels(String name) {
        return new EngineOptions(Optional.of(name), threads, weights, blockRows, kvBytes, progress);
    }

    public EngineOptions withThreads(int count) {
        return new EngineOptions(kernels, count, weights, blockRows, kvBytes, progress);
    }

    public EngineOptions withWeights(@Nullable WeightFormat format) {
        return new EngineOptions(kernels, threads, format, blockRows, kvBytes, progress);
    }

    public EngineOptions withProgress(ObjLongConsumer<String> listener) {
        return new EngineOptions(kernels, threads, weights, blockRows, kvBytes, listener);
    }

    /** With {@code bytes} for keys and values, those of kept prefixes included. */
    public EngineOptions withKvBytes(long bytes) {
        return new EngineOptions(kernels, threads, weights, blockRows, OptionalLong.of(bytes), progress);
    }

    /** Memory for keys and values, once the weights are in memory. */
    long kvLimit() {
        return kvBytes.orElseGet(EngineOptions::availableKvBytes);
    }

    /** What keys and values may take now by default: what is available beside the heap, less a reserve for everything else. */
    public static long availableKvBytes() {
        long available = new AvailableMemory().besideHeap();
        return Math.max(LEAST_KV, available - Math.min(MOST_RESERVE, available / 8));
    }
}
