package dev.muninn.kernels.training;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A way to compute linear layers when training, found with {@link ServiceLoader}. The class itself must touch nothing that may fail to load. */
public interface LinearProvider {
    /** The name to ask for it by, such as {@code scalar}, {@code vector} or {@code onednn}. */
    String name();

    /** Higher is preferred. */
    int rank();

    /** Why it cannot be used here and what would change that; empty if it can. */
    Optional<String> unavailable();

    /** One line on what it uses here. Only if available. */
    String description();

    LinearKernels open(Precision precision);

    /** Those on the class path, best first. */
    static List<LinearProvider> installed() {
        return ServiceLoader.load(LinearProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(LinearProvider::rank).reversed())
                .toList();
    }
}
