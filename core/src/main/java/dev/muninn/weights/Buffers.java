package dev.muninn.weights;

import java.util.List;
import java.util.Set;

/** What people's checkpoints hold besides parameters, and how their names go wrong. */
final class Buffers {
    /** Ends of names: tables of angles, masks, counters. */
    private static final Set<String> COMPUTED = Set.of(
            "inv_freq",
            "freqs_cis",
            "cos_cached",
            "sin_cached",
            "position_ids",
            "masked_bias",
            "step",
            "num_batches_tracked");

    private static final List<String> PREFIXES = List.of("_orig_mod.", "module.", "model.", "base_model.model.");

    private Buffers() {}

    /** Whether a model does without {@code tensor}, whatever it holds: it can be computed, or it is empty. */
    static boolean ignorable(TensorInfo tensor) {
        return tensor.elements() == 0 || computed(tensor.name());
    }

    /** Whether {@code name} is that of a table or counter that is computed. */
    static boolean computed(String name) {
        return COMPUTED.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** For the message that {@code wanted} is missing: that it is there with something in front of its name. */
    static String prefix(Set<String> names, String wanted) {
        return PREFIXES.stream()
                .filter(prefix -> names.contains(prefix + wanted))
                .findFirst()
                .map(prefix -> ", '%s%s' is there; take '%s' off the names, %s left it"
                        .formatted(prefix, wanted, prefix, cause(prefix)))
                .orElse("");
    }

    private static String cause(String prefix) {
        return switch (prefix) {
            case "_orig_mod." -> "torch.compile";
            case "module." -> "data-parallel training";
            default -> "the wrapper that saved it";
        };
    }
}
