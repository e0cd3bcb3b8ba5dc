package dev.muninn.train.loop;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.TrainingKernelProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which kernels train: the best that work here, or those of a name; a name that cannot be used is an error with the reason. */
public record TrainingChoice(TrainingKernelProvider kernels, LinearProvider linear) {
    public static TrainingChoice best() {
        return new TrainingChoice(
                best(TrainingKernelProvider.installed(), TrainingKernelProvider::unavailable),
                best(LinearProvider.installed(), LinearProvider::unavailable));
    }

    /**
     * The ones asked for, else the best.
     *
     * @param linear name of what computes linear layers; empty for the best
     */
    public static TrainingChoice of(Optional<String> kernels, Optional<String> linear) {
        TrainingChoice best = best();
        return new TrainingChoice(
                kernels.map(name -> named(
                                name,
                                TrainingKernelProvider.installed(),
                                TrainingKernelProvider::name,
                                TrainingKernelProvider::unavailable))
                        .orElse(best.kernels),
                linear.map(name -> named(
                                name, LinearProvider.installed(), LinearProvider::name, LinearProvider::unavailable))
                        .orElse(best.linear));
    }

    private static <P> P best(List<P> installed, Function<P, Optional<String>> unavailable) {
        return installed.stream()
                .filter(provider -> unavailable.apply(provider).isEmpty())
                .findFirst()
                .orElseThrow(() -> new MuninnException(
                        "no training kernels are on the class path, not even the scalar ones of muninn-core; is its"
                                + " META-INF/services directory missing from a repackaged jar?"));
    }

    private static <P> P named(
            String wanted, List<P> installed, Function<P, String> name, Function<P, Optional<String>> unavailable) {
        P found = installed.stream()
                .filter(provider -> name.apply(provider).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new MuninnException("there are no training kernels '" + wanted + "' here; found "
                        + String.join(", ", installed.stream().map(name).toList())));
        unavailable.apply(found).ifPresent(why -> {
            throw new MuninnException("the " + wanted + " training kernels cannot be used: " + why);
        });
        return found;
    }
}
