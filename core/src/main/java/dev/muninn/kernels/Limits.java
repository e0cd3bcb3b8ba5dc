package dev.muninn.kernels;

import java.util.ServiceLoader;

/**
 * What this machine can do at most: loops that do nothing else, the ceilings that a benchmark holds kernels against. Found with
 * {@link ServiceLoader}; the class itself must touch nothing that may fail to load.
 */
public interface Limits {
    /** The name of the {@link KernelProvider} whose instructions the loops use. */
    String kernels();

    /**
     * Prepares to measure with {@code threads} threads, on a buffer of {@code bytes}, which should be far larger than the caches
     * and is allocated as the kernels allocate weights.
     */
    Meter open(int threads, long bytes);

    /** Measures by single passes: a machine's speed changes within seconds, so a pass belongs beside what is held against it. The first passes run before the loops are compiled: leave them out. */
    interface Meter extends AutoCloseable {
        /** Bytes a second that all threads together read from memory, in one pass over the buffer. */
        double readBytesPerSecond();

        /** f32 operations a second on registers, a fused multiply-add counting as two. */
        double floatOperationsPerSecond();

        @Override
        void close();
    }

    /** The limits of what {@code provider} computes with; plain Java's where it brings none of its own. */
    static Limits of(KernelProvider provider) {
        for (Limits limits : ServiceLoader.load(Limits.class)) {
            if (limits.kernels().equals(provider.name())) {
                return limits;
            }
        }
        return new ScalarLimits();
    }
}
