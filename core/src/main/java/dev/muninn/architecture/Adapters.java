package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;
import java.util.List;
import java.util.Set;

/**
 * Low-rank additions to the core's matrices (LoRA, Hu et al. 2021, arXiv:2106.09685): {@code W + alpha/rank · B · A}. A matrix of
 * several pieces (queries, keys, values) has an A and a B for each.
 *
 * @param targets matrices of the core's blocks, of {@link #TARGETS}
 */
public record Adapters(int rank, float alpha, Set<Tensor> targets) {
    /** The matrices that may have one. */
    public static final List<Tensor> TARGETS = List.of(Tensor.QKV, Tensor.ATTENTION_OUT, Tensor.GATE_UP, Tensor.DOWN);

    public Adapters {
        Sizes.inRange("an adapter's rank", rank, 1, 4096);
        Sizes.positive("an adapter's alpha", alpha, 1e6);
        targets = Set.copyOf(targets);
        for (Tensor target : targets) {
            require(TARGETS.contains(target), "adapters go on %s, found %s", TARGETS, target);
        }
    }

    /** Factor on B · A. */
    public float scale() {
        return alpha / rank;
    }
}
