package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;
import java.util.Set;

/**
 * Low-rank additions to the core's matrices (LoRA, Hu et al. 2021, arXiv:2106.09685): {@code W + alpha/rank · B · A}. A matrix of
 * several pieces (queries, keys, values) has an A and a B for each.
 *
 * @param targets matrices of the core's blocks: QKV, ATTENTION_OUT, GATE_UP, DOWN
 */
public record Adapters(int rank, float alpha, Set<Tensor> targets) {
    public Adapters {
        Sizes.inRange("an adapter's rank", rank, 1, 4096);
        Sizes.positive("an adapter's alpha", alpha, 1e6);
        targets = Set.copyOf(targets);
        for (Tensor target : targets) {
            require(
                    target == Tensor.QKV
                            || target == Tensor.ATTENTION_OUT
                            || target == Tensor.GATE_UP
                            || target == Tensor.DOWN,
                    "adapters go on QKV, ATTENTION_OUT, GATE_UP and DOWN, found %s",
                    target);
        }
    }

    /** Factor on B · A. */
    public float scale() {
        return alpha / rank;
    }
}
