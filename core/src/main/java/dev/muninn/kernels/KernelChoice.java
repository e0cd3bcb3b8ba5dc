package dev.muninn.kernels;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The provider that will compute, and what was found about each.
 *
 * @param reasons one line a provider, best first, fit for {@code muninn doctor}
 */
public record KernelChoice(KernelProvider provider, List<String> reasons) {
    /** The best one that works here. */
    public static KernelChoice best() {
        List<String> reasons = new ArrayList<>();
        KernelProvider chosen = null;
        for (KernelProvider provider : KernelProvider.installed()) {
            Optional<String> why = provider.unavailable();
            if (why.isPresent()) {
                reasons.add(provider.name() + ": not used, " + why.get());
            } else if (chosen == null) {
                chosen = provider;
                reasons.add(provider.name() + ": in use, " + provider.description());
            } else {
                reasons.add(provider.name() + ": not used, " + chosen.name() + " is faster");
            }
        }
        if (chosen == null) {
            throw new MuninnException(
                    "no kernels are on the class path, not even the scalar ones of muninn-core; is its"
                            + " META-INF/services directory missing from a repackaged jar?");
        }
        return new KernelChoice(chosen, List.copyOf(reasons));
    }

    /** The one of that name; its absence is an error with the reason, not a fallback. */
    public static KernelChoice named(String name) {
        List<String> known = new ArrayList<>();
        for (KernelProvider provider : KernelProvider.installed()) {
            if (provider.name().equals(name)) {
                provider.unavailable().ifPresent(why -> {
                    throw new MuninnException("the " + name + " kernels cannot be used: " + why);
                });
                return new KernelChoice(provider, List.of(name + ": in use as asked, " + provider.description()));
            }
            known.add(provider.name());
        }
        throw new MuninnException("unknown kernels '" + name + "'; installed are " + String.join(", ", known));
    }
}
