package dev.muninn.model;

import static dev.muninn.model.Reg.ATTENDED;
import static dev.muninn.model.Reg.GATED;
import static dev.muninn.model.Reg.GATE_UP;
import static dev.muninn.model.Reg.NORMED;
import static dev.muninn.model.Reg.PROJECTED;
import static dev.muninn.model.Reg.QKV;
import static dev.muninn.model.Reg.STREAM;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block of any family, over {@link Ops}: attention, or a short convolution in its place, then a gated MLP, each added to the
 * residual stream, with norms where {@link Architecture.Norms} says.
 */
final class Block {
    private final Architecture facts;
    private final Part part;
    private final int index;
    private final @Nullable Param taps;
    private final @Nullable Mixer mixer;
    private final Param norm3;
    private final Linear gateUp;
    private final Linear down;
    private final @Nullable Param norm4;

    /** Attention's parameters. */
    private record Mixer(
            Param norm1,
            Linear qkv,
            @Nullable Param qkvBias,
            @Nullable Param queryNorm,
            @Nullable Param keyNorm,
            Linear out,
            @Nullable Param outBias,
            @Nullable Param norm2) {}

    /** A matrix and the low-rank adapter on it, if any. */
    private record Linear(
            Param weight, @Nullable Param down, @Nullable Param up, float scale) {
        void run(Ops ops, Reg out, Reg x) {
            ops.linear(out, x, weight);
            if (down != null && up != null) {
                ops.adapt(out, x, down, up, scale);
            }
        }
    }

    Block(Layout layout, Part part, int index) {
        this.facts = layout.facts();
        this.part = part;
        this.index = index;
        this.taps = orNull(layout, Tensor.TAPS);
        this.mixer = taps != null
                ? null
                : new Mixer(
                        of(layout, Tensor.NORM_1),
                        linear(layout, Tensor.QKV),
                        orNull(layout, Tensor.QKV_BIAS),
                        orNull(layout, Tensor.QUERY_NORM),
                        orNull(layout, Tensor.KEY_NORM),
                        linear(layout, Tensor.ATTENTION_OUT),
                        orNull(layout, Tensor.ATTENTION_OUT_BIAS),
                        orNull(layout, Tensor.NORM_2));
        this.norm3 = of(layout, Tensor.NORM_3);
        this.gateUp = linear(layout, Tensor.GATE_UP);
        this.down = linear(layout, Tensor.DOWN);
        this.norm4 = orNull(layout, Tensor.NORM_4);
    }

    private @Nullable Param orNull(Layout layout, Tensor tensor) {
        return layout.find(part, index, tensor, param -> !param.adapter()).orElse(null);
    }

    private Param of(Layout layout, Tensor tensor) {
        return layout.find(part, index, tensor, param -> !param.adapter()).orElseThrow();
    }

    private Linear linear(Layout layout, Tensor tensor) {
        return new Linear(
                of(layout, tensor),
                layout.find(part, index, tensor, param -> param.role() == Role.ADAPTER_DOWN)
                        .orElse(null),
                layout.find(part, index, tensor, param -> param.role() == Role.ADAPTER_UP)
                        .orElse(null),
                facts.adapters().map(adapters -> adapters.scale()).orElse(0f));
    }

    /** STREAM (M, C) through the block. */
    void run(Ops ops) {
        if (taps != null) {
            ops.convolve(STREAM, taps);
        } else if (mixer != null) {
            attend(ops, mixer);
        }
        ops.rmsNorm(NORMED, STREAM, norm3);
        gateUp.run(ops, GATE_UP, NORMED);
        ops.swiGlu(GATED, GATE_UP);
        down.run(ops, PROJECTED, GATED);
        addProjected(ops, norm4);
    }

    private void attend(Ops ops, Mixer m) {
        ops.rmsNorm(NORMED, STREAM, m.norm1);
        m.qkv.run(ops, QKV, NORMED);
        if (m.qkvBias != null) {
            ops.bias(QKV, m.qkvBias);
        }
        Attention attention = facts.attention();
        if (m.queryNorm != null && m.keyNorm != null) {
            ops.headNorm(QKV, m.queryNorm, 0, attention.heads());
            ops.headNorm(QKV, m.keyNorm, attention.heads(), attention.kvHeads());
        }
        ops.rotate(QKV);
        ops.attend(ATTENDED, QKV, part, index);
        m.out.run(ops, PROJECTED, ATTENDED);
        if (m.outBias != null) {
            ops.bias(PROJECTED, m.outBias);
        }
        addProjected(ops, m.norm2);
    }

    private void addProjected(Ops ops, @Nullable Param norm) {
        switch (facts.norms()) {
            case PRE -> ops.add(STREAM, PROJECTED);
            case SANDWICH -> {
                ops.rmsNorm(PROJECTED, PROJECTED, Objects.requireNonNull(norm));
                ops.add(STREAM, PROJECTED);
            }
            case POST_SUM -> ops.addRmsNorm(STREAM, PROJECTED, Objects.requireNonNull(norm));
        }
    }
}
