package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import dev.muninn.kernels.training.Heads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations that look at a row's position or at other rows. */
final class Mixing {
    private Mixing() {}

    /**
     * {@code out = x}, a bias added to its first columns, then its first heads rotated.
     *
     * @param bias null for none
     */
    record Rotate(Value out, Value x, int heads, @Nullable Param bias) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Param> params() {
            return bias == null ? List.of() : List.of(bias);
        }

        @Override
        public InPlace inPlace() {
            return InPlace.MUST;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int stride = out.width();
            int at = bias == null ? 0 : slots.at(bias);
            int count = bias == null ? 0 : bias.shape().cols();
            return (machine, a) -> machine.kernels.rotate(
                    a[to],
                    stride,
                    heads,
                    machine.rows.angles(),
                    machine.w,
                    at,
                    count,
                    machine.rows.sequences(),
                    machine.rows.length());
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.own(out);
            int stride = out.width();
            boolean counts = bias != null && plan.trainable(bias);
            int at = bias == null ? 0 : plan.at(bias);
            int count = bias == null || !counts ? 0 : bias.shape().cols();
            plan.step((machine, a) -> machine.kernels.rotateBackward(
                    a[d],
                    stride,
                    heads,
                    machine.rows.angles(),
                    machine.dw,
                    count == 0 ? 0 : at,
                    count,
                    machine.rows.sequences(),
                    machine.rows.length()));
            plan.same(x, out);
        }
    }

    /** Softmax attention within documents. */
    record Attend(Value out, Value qkv, Value logSum, Heads heads) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(qkv);
        }

        @Override
        public List<Value> kept() {
            return List.of(logSum);
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.gradient(qkv) ? List.of(qkv, out, logSum) : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(qkv);
            int sums = slots.of(logSum);
            return (machine, a) -> machine.kernels.attention(
                    a[to],
                    a[sums],
                    a[from],
                    machine.rows.documentStart(),
                    machine.rows.sequences(),
                    machine.rows.length(),
                    heads);
        }

        @Override
        public void backward(BackwardPlan plan) {
            if (!plan.needs(qkv)) {
                return;
            }
            int d = plan.gradient(out);
            int result = plan.value(out);
            int from = plan.value(qkv);
            int sums = plan.value(logSum);
            int to = plan.fresh(qkv);
            plan.step((machine, a) -> machine.kernels.attentionBackward(
                    a[to],
                    a[d],
                    a[result],
                    a[sums],
                    a[from],
                    machine.rows.documentStart(),
                    machine.rows.sequences(),
                    machine.rows.length(),
                    heads));
        }
    }

    /** {@code out[p] = x[p] + Σ_j taps[j] ⊙ x[p − j]} within documents. */
    record Convolve(Value out, Value x, Param taps) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Param> params() {
            return List.of(taps);
        }

        @Override
        public List<Value> saved(Needs needs) {
            List<Value> saved = new ArrayList<>();
            if (needs.gradient(out)) {
                saved.add(x);
            }
            return saved;
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(x);
            int at = slots.at(taps);
            int width = out.width();
            int count = taps.shape().rows();
            return (machine, a) -> machine.kernels.shortConvolution(
                    a[to], a[from], machine.w, at, count, machine.rows.documentStart(), machine.count(), width);
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.gradient(out);
            int from = plan.value(x);
            int to = plan.fresh(x);
            int at = plan.at(taps);
            int dAt = plan.trainable(taps) ? at : -1;
            int width = out.width();
            int count = taps.shape().rows();
            plan.step((machine, a) -> machine.kernels.shortConvolutionBackward(
                    a[to],
                    machine.dw,
                    dAt,
                    a[d],
                    a[from],
                    machine.w,
                    at,
                    count,
                    machine.rows.documentStart(),
                    machine.count(),
                    width));
        }
    }
}
