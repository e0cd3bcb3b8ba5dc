package dev.muninn.cli.bench;

import dev.muninn.cli.machine.Memory;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelProvider;
import dev.muninn.kernels.ScalarProvider;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.CheckpointSummary;

/** Says that there is not enough memory before anything is filled. */
final class MemoryNeed {
    /** Kernels pad what they pack. */
    private static final double SLACK = 1.05;

    /** The JVM, activations, keys and values. */
    private static final long RESERVE_BYTES = 512L << 20;

    private MemoryNeed() {}

    /** Refuses a model that does not fit beside {@code extraBytes}. */
    static void require(
            String name, CheckpointSummary summary, WeightFormat format, long extraBytes, KernelProvider provider) {
        boolean onHeap = provider instanceof ScalarProvider; // the reference holds every format as floats in arrays
        long weights = (long) (summary.memoryBytes(onHeap ? WeightFormat.F32 : format) * SLACK);
        require(
                name,
                format,
                provider,
                weights + extraBytes + RESERVE_BYTES,
                Memory.now().availableBytes(),
                "memory");
        if (onHeap) {
            long heap = Runtime.getRuntime().maxMemory();
            require(name, format, provider, weights, heap, "Java heap (-Xmx, see MUNINN_JAVA_OPTS)");
        }
    }

    private static void require(
            String name, WeightFormat format, KernelProvider provider, long needed, long available, String of) {
        MuninnException.require(
                needed <= available,
                "%s in %s with the %s kernels needs %,d MB of %s, %,d MB are there; take a smaller --weights format or --shape,"
                        + " or --core-only",
                name,
                format.label(),
                provider.name(),
                needed >> 20,
                of,
                available >> 20);
    }
}
