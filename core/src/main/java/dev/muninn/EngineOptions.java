package dev.muninn;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Band;
import dev.muninn.kernels.KernelOptions;
import dev.muninn.tensor.WeightFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How to load and compute.
 *
 * @param kernels a provider's name; empty for the best one here
 * @param kernelOptions threads, and what is promised of the bits of results
 * @param weights what matrices become in memory; null keeps each as it is stored
 * @param loop layers of a dense model to repeat
 * @param blockRows rows that go through the model at once; changes speed, no result
 * @param kvMemory bytes that keys and values may take, at most; those of kept prefixes included; empty for what is available
 *     beside the weights and the heap, less a reserve
 * @param progress told each tensor's name and the bytes packed so far
 */
public record EngineOptions(
        Optional<String> kernels,
        KernelOptions kernelOptions,
        @Nullable WeightFormat weights,
        Optional<Band> loop,
        int blockRows,
        OptionalLong kvMemory,
        ObjLongConsumer<String> progress) {
    /** Left to the machine: an eighth of what is available, and no more than this. */
    private static final long MOST_RESERVE = 2L << 30;

    private static final long LEAST_KV = 256L << 20;

    public EngineOptions {
        require(blockRows >= 1, "a block has at least 1 row, found %d", blockRows);
        require(
                kvMemory.orElse(1) >= 1,
                "memory for keys and values is %d bytes, at least 1 is needed",
                kvMemory.orElse(1));
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                Optional.empty(),
                KernelOptions.exact(Runtime.getRuntime().availableProcessors()),
                null,
                Optional.empty(),
                64,
                OptionalLong.empty(),
                (name, bytes) -> {});
    }

    public EngineOptions withKernels(String name) {
        return new EngineOptions(Optional.of(name), kernelOptions, weights, loop, blockRows, kvMemory, progress);
    }

    public EngineOptions withThreads(int count) {
        KernelOptions changed = new KernelOptions(count, kernelOptions.numerics());
        return new EngineOptions(kernels, changed, weights, loop, blockRows, kvMemory, progress);
    }

    public EngineOptions withWeights(@Nullable WeightFormat format) {
        return new EngineOptions(kernels, kernelOptions, format, loop, blockRows, kvMemory, progress);
    }

    public EngineOptions withLoop(Band band) {
        return new EngineOptions(kernels, kernelOptions, weights, Optional.of(band), blockRows, kvMemory, progress);
    }

    public EngineOptions withBlockRows(int rows) {
        return new EngineOptions(kernels, kernelOptions, weights, loop, rows, kvMemory, progress);
    }

    public EngineOptions withKvMemory(long bytes) {
        return new EngineOptions(kernels, kernelOptions, weights, loop, blockRows, OptionalLong.of(bytes), progress);
    }

    public EngineOptions withProgress(ObjLongConsumer<String> listener) {
        return new EngineOptions(kernels, kernelOptions, weights, loop, blockRows, kvMemory, listener);
    }

    /** Memory for keys and values, once the weights are in memory. */
    long kvLimit() {
        return kvMemory.orElseGet(EngineOptions::availableKvMemory);
    }

    /** What keys and values may take now by default: what is available beside the heap, less a reserve for everything else. */
    public static long availableKvMemory() {
        long available = new AvailableMemory().besideHeap();
        return Math.max(LEAST_KV, available - Math.min(MOST_RESERVE, available / 8));
    }
}
