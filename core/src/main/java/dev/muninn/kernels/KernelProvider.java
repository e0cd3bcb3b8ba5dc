package dev.muninn.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A way to compute, found with {@link ServiceLoader}. The class itself must touch nothing that may fail to load. */
public interface KernelProvider {
    /** The name to ask for it by, such as {@code scalar} or {@code vector}. */
    String name();

    /** Higher is preferred. */
    int rank();

    /** Why it cannot be used here and what would change that; empty if it can. */
    Optional<String> unavailable();

    /** One line on what it uses here, such as "512-bit vectors". Only if available. */
    String description();

    /** Opens it; {@link Kernels#close} ends its threads. */
    Kernels open(KernelOptions options);

    /** Those on the class path, best first; the scalar reference is always the last. */
    static List<KernelProvider> installed() {
        return ServiceLoader.load(KernelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(KernelProvider::rank).reversed())
                .toList();
    }
}
