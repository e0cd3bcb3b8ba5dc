package dev.muninn.kernels.training;

import dev.muninn.error.MuninnException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A way to compute what a block does beside its products, found with {@link ServiceLoader}. The class itself must touch nothing that may fail to load. */
public interface TrainingKernelProvider {
    /** The name to ask for it by, such as {@code scalar} or {@code vector}. */
    String name();

    /** Higher is preferred. */
    int rank();

    /** Why it cannot be used here and what would change that; empty if it can. */
    Optional<String> unavailable();

    /** One line on what it uses here. Only if available. */
    String description();

    TrainingKernels open();

    /** Those on the class path, best first. */
    static List<TrainingKernelProvider> installed() {
        return ServiceLoader.load(TrainingKernelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(TrainingKernelProvider::rank).reversed())
                .toList();
    }

    /** The best one that works here. */
    static TrainingKernelProvider best() {
        return installed().stream()
                .filter(provider -> provider.unavailable().isEmpty())
                .findFirst()
                .orElseThrow(() -> new MuninnException(
                        "no training kernels are on the class path, not even the scalar ones of muninn-core; is its"
                                + " META-INF/services directory missing from a repackaged jar?"));
    }
}
