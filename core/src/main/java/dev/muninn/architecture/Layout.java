package dev.muninn.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Every parameter of a model, in a fixed order: the only place where shape, part and role of a tensor are said. */
public record Layout(Architecture facts, List<Param> params) {
    public Layout {
        params = List.copyOf(params);
    }

    public static Layout of(Architecture facts) {
        Builder all = new Builder(facts);
        all.model();
        return new Layout(facts, all.params);
    }

    /** The parameter that is there once, such as {@link Tensor#FINAL_NORM}; empty if this model has none. */
    public Optional<Param> find(Tensor tensor) {
        return params.stream().filter(p -> p.tensor() == tensor).findFirst();
    }

    /** As {@link #find}, where the model must have it. */
    public Param get(Tensor tensor) {
        return find(tensor).orElseThrow(() -> new IllegalArgumentException(facts.family() + " has no " + tensor));
    }

    /** A parameter of a block; empty if such blocks have none. */
    public Optional<Param> find(Part part, int block, Tensor tensor, Predicate<Param> which) {
        return params.stream()
                .filter(p -> p.part() == part && p.block() == block && p.tensor() == tensor && which.test(p))
                .findFirst();
    }

    /** The output head: the embedding where they are tied. */
    public Param head() {
        return get(facts.tied() ? Tensor.EMBEDDING : Tensor.HEAD);
    }

    public long elements() {
        return params.stream().mapToLong(Param::elements).sum();
    }

    private static final class Builder {
        private final Architecture facts;
        private final int width;
        private final List<Param> params = new ArrayList<>();

        Builder(Architecture facts) {
            this.facts = facts;
            this.width = facts.width();
        }

        void model() {
            add(Part.EMBEDDING, Tensor.EMBEDDING, Shape.matrix(width, facts.vocab()));
            int layer = blocks(Part.PRELUDE, facts.prelude(), 0);
            injection();
            layer = blocks(Part.CORE, facts.core(), layer);
            blocks(Part.CODA, facts.coda(), layer);
            add(Part.HEAD, Tensor.FINAL_NORM, Shape.vector(width));
            if (facts.loop().gateThreshold().isPresent()) {
                add(Part.HEAD, Tensor.EXIT_GATE, Shape.vector(width));
                add(Part.HEAD, Tensor.EXIT_GATE_BIAS, Shape.vector(1));
            }
            if (!facts.tied()) {
                add(Part.HEAD, Tensor.HEAD, Shape.matrix(width, facts.vocab()));
            }
        }

        private void injection() {
            switch (facts.loop().injection()) {
                case NONE, ADD -> {}
                case LINEAR -> add(Part.ADAPTER, Tensor.INJECTION, Shape.matrix(2 * width, width));
                case BRIDGE -> {
                    add(Part.ADAPTER, Tensor.BRIDGE_INPUT_NORM, Shape.vector(width));
                    add(Part.ADAPTER, Tensor.BRIDGE_INPUT, Shape.matrix(width, width));
                    add(Part.ADAPTER, Tensor.BRIDGE_STATE_NORM, Shape.vector(width));
                    add(Part.ADAPTER, Tensor.BRIDGE_STATE, Shape.matrix(width, width));
                    add(Part.ADAPTER, Tensor.BRIDGE_BIAS, Shape.vector(width));
                }
            }
        }

        /** @return the layer after the last */
        private int blocks(Part part, Architecture.Stack stack, int firstLayer) {
            for (int block = 0; block < stack.blocks(); block++) {
                block(part, block, firstLayer + block, stack.taps());
            }
            return firstLayer + stack.blocks();
        }

        private void block(Part part, int block, int layer, int taps) {
            boolean second = facts.norms() != Architecture.Norms.PRE;
            if (taps > 0) {
                add(part, block, layer, Tensor.TAPS, new Shape(taps, width, List.of(taps)));
            } else {
                attention(part, block, layer, second);
            }
            add(part, block, layer, Tensor.NORM_3, Shape.vector(width));
            add(part, block, layer, Tensor.GATE_UP, Shape.matrix(width, facts.mlpWidth(), facts.mlpWidth()));
            add(part, block, layer, Tensor.DOWN, Shape.matrix(facts.mlpWidth(), width));
            if (second) {
                add(part, block, layer, Tensor.NORM_4, Shape.vector(width));
            }
        }

        private void attention(Part part, int block, int layer, boolean second) {
            Attention attention = facts.attention();
            int queries = attention.queryWidth();
            int keys = attention.keyWidth();
            add(part, block, layer, Tensor.NORM_1, Shape.vector(width));
            add(part, block, layer, Tensor.QKV, Shape.matrix(width, queries, keys, keys));
            switch (attention.bias()) {
                case NONE -> {}
                case QK -> add(part, block, layer, Tensor.QKV_BIAS, Shape.vector(queries, keys));
                case QKV, QKVO -> add(part, block, layer, Tensor.QKV_BIAS, Shape.vector(queries, keys, keys));
            }
            if (attention.headNorm()) {
                add(part, block, layer, Tensor.QUERY_NORM, Shape.vector(attention.headWidth()));
                add(part, block, layer, Tensor.KEY_NORM, Shape.vector(attention.headWidth()));
            }
            add(part, block, layer, Tensor.ATTENTION_OUT, Shape.matrix(queries, width));
            if (attention.bias() == Attention.Bias.QKVO) {
                add(part, block, layer, Tensor.ATTENTION_OUT_BIAS, Shape.vector(width));
            }
            if (second) {
                add(part, block, layer, Tensor.NORM_2, Shape.vector(width));
            }
        }

        private void add(Part part, Tensor tensor, Shape shape) {
            add(part, 0, 0, tensor, shape);
        }

        /** Adds a parameter, and after it the low-rank adapter on it. */
        private void add(Part part, int block, int layer, Tensor tensor, Shape shape) {
            params.add(new Param(params.size(), part, block, layer, tensor, tensor.role(), shape));
            facts.adapters()
                    .filter(adapters -> part == Part.CORE && adapters.targets().contains(tensor))
                    .ifPresent(adapters -> {
                        int rank = adapters.rank();
                        int[] ranks =
                                shape.pieces().stream().mapToInt(piece -> rank).toArray();
                        Shape down = Shape.matrix(shape.cols(), ranks);
                        Shape up = new Shape(shape.rows(), rank, shape.pieces());
                        params.add(new Param(params.size(), part, block, layer, tensor, Role.ADAPTER_DOWN, down));
                        params.add(new Param(params.size(), part, block, layer, tensor, Role.ADAPTER_UP, up));
                    });
        }
    }
}
