package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.List;

/** Root-mean-square norms. */
final class Norms {
    private Norms() {}

    /** {@code out = gain ⊙ x · inverse}, {@code inverse (1) = 1/rms(x)}. */
    record Rms(Value out, Value x, Value inverse, Param gain, float eps) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Value> kept() {
            return List.of(inverse);
        }

        @Override
        public List<Param> params() {
            return List.of(gain);
        }

        @Override
        public boolean cheap() {
            return true;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.gradient(out) ? List.of(x, inverse) : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(x);
            int n = slots.of(inverse);
            int at = slots.at(gain);
            int width = out.width();
            return (machine, a) ->
                    machine.kernels.rmsNorm(a[to], a[n], a[from], machine.w, at, machine.count(), width, eps);
        }

        @Override
        public void backward(BackwardPlan plan) {
            BackwardPlan.Target to = plan.inPlaceOrInto(x, out);
            Norms.backward(plan, to, plan.gradient(out), plan.value(x), plan.value(inverse), gain, out.width());
        }
    }

    /** Adds the backward step of a norm of {@code x}; {@code to} may be {@code d}'s slot. */
    private static void backward(
            BackwardPlan plan, BackwardPlan.Target to, int d, int x, int inverse, Param gain, int width) {
        int at = plan.at(gain);
        int dAt = plan.trainable(gain) ? at : -1;
        plan.step((machine, a) -> machine.kernels.rmsNormBackward(
                a[to.slot()],
                to.add(),
                machine.dw,
                dAt,
                a[d],
                a[x],
                a[inverse],
                machine.w,
                at,
                machine.count(),
                width));
    }

    /** {@code sum = x + y}, {@code out = gain ⊙ sum · inverse}. */
    record AddRms(Value out, Value x, Value y, Value sum, Value inverse, Param gain, float eps) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x, y);
        }

        @Override
        public List<Value> kept() {
            return List.of(sum, inverse);
        }

        @Override
        public List<Param> params() {
            return List.of(gain);
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.gradient(out) ? kept() : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int left = slots.of(x);
            int right = slots.of(y);
            int both = slots.of(sum);
            int n = slots.of(inverse);
            int at = slots.at(gain);
            int width = out.width();
            return (machine, a) -> machine.kernels.addRmsNorm(
                    a[to], a[both], a[n], a[left], a[right], machine.w, at, machine.count(), width, eps);
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.own(out);
            BackwardPlan.Target same = new BackwardPlan.Target(d, false);
            Norms.backward(plan, same, d, plan.value(sum), plan.value(inverse), gain, out.width());
            plan.same(x, out);
            plan.same(y, out);
        }
    }

    /**
     * A norm of every head on its own, in some columns of {@code x}; the others stay.
     *
     * @param inverse 1/rms of every head
     * @param at the first head's first column
     */
    record Head(Value out, Value x, Value inverse, Param gain, int at, int heads, int headWidth, float eps)
            implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Value> kept() {
            return List.of(inverse);
        }

        @Override
        public List<Param> params() {
            return List.of(gain);
        }

        @Override
        public InPlace inPlace() {
            return InPlace.MUST;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.gradient(out) ? List.of(x, inverse) : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int n = slots.of(inverse);
            int gainAt = slots.at(gain);
            int stride = out.width();
            return (machine, a) -> machine.kernels.headNorm(
                    a[to], a[n], a[to], stride, at, heads, headWidth, machine.w, gainAt, machine.count(), eps);
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.own(out);
            int from = plan.value(x);
            int n = plan.value(inverse);
            int gainAt = plan.at(gain);
            int dAt = plan.trainable(gain) ? gainAt : -1;
            int stride = out.width();
            plan.step((machine, a) -> machine.kernels.headNormBackward(
                    a[d],
                    machine.dw,
                    dAt,
                    a[from],
                    a[n],
                    stride,
                    at,
                    heads,
                    headWidth,
                    machine.w,
                    gainAt,
                    machine.count()));
            plan.same(x, out);
        }
    }
}
