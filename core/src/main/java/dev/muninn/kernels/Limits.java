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
     * Bytes a second that {@code threads} threads together read from memory: the best of {@code passes} over a buffer of {@code
     * bytes}, which should be far larger than the caches.
     */
    double readBytesPerSecond(long bytes, int threads, int passes);

    /** f32 operations a second of {@code threads} threads on registers, a fused multiply-add counting as two: the best of {@code passes}. */
    double floatOperationsPerSecond(int threads, int passes);

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
