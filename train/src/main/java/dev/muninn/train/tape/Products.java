package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.ArrayList;
import java.util.List;

/** Linear layers and the low-rank adapters on them. */
final class Products {
    private Products() {}

    /** {@code out (N) = x (K) · weightᵀ}. */
    record Linear(Value out, Value x, Param weight) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Param> params() {
            return List.of(weight);
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.trainable(weight) ? List.of(x) : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(x);
            int at = slots.at(weight);
            int n = out.width();
            int k = x.width();
            return (machine, a) -> machine.linear.forward(a[to], a[from], machine.count(), machine.w, at, n, k);
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.gradient(out);
            int at = plan.at(weight);
            int n = out.width();
            int k = x.width();
            if (plan.trainable(weight)) {
                int from = plan.value(x);
                plan.step((machine, a) ->
                        machine.linear.backwardWeight(machine.dw, at, a[d], a[from], machine.count(), n, k));
            }
            if (plan.needs(x)) {
                BackwardPlan.Target to = plan.into(x);
                plan.step((machine, a) -> machine.linear.backwardInput(
                        a[to.slot()], to.add(), a[d], machine.count(), machine.w, at, n, k));
            }
        }
    }

    /**
     * {@code out = y}, {@code scale · up · (down · x)} added to the columns of one piece of the matrix.
     *
     * @param middle {@code down · x (rank)}
     * @param piece of {@code down} and {@code up}
     * @param at the piece's first column of {@code out}, and row of {@code up}
     * @param width its columns
     */
    record Adapt(
            Value out, Value y, Value x, Value middle, Param down, Param up, int piece, int at, int width, float scale)
            implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(y, x);
        }

        @Override
        public List<Value> kept() {
            return List.of(middle);
        }

        @Override
        public List<Param> params() {
            return List.of(down, up);
        }

        @Override
        public InPlace inPlace() {
            return InPlace.MUST;
        }

        @Override
        public List<Value> saved(Needs needs) {
            List<Value> saved = new ArrayList<>();
            if (needs.trainable(down)) {
                saved.add(x);
            }
            if (needs.trainable(up)) {
                saved.add(middle);
            }
            return saved;
        }

        private int rank() {
            return middle.width();
        }

        private int downAt(Slots slots) {
            return slots.at(down) + piece * rank() * x.width();
        }

        private int upAt(Slots slots) {
            return slots.at(up) + at * rank();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(x);
            int between = slots.of(middle);
            int room = slots.temporary(width);
            int downAt = downAt(slots);
            int upAt = upAt(slots);
            int stride = out.width();
            int k = x.width();
            return (machine, a) -> {
                int rows = machine.count();
                machine.linear.forward(a[between], a[from], rows, machine.w, downAt, rank(), k);
                machine.linear.forward(a[room], a[between], rows, machine.w, upAt, width, rank());
                machine.kernels.addColumns(a[to], stride, at, a[room], scale, rows, width);
            };
        }

        @Override
        public void backward(BackwardPlan plan) {
            int d = plan.gradient(out);
            int dPiece = plan.temporary(width);
            int stride = out.width();
            plan.step((machine, a) ->
                    Elements.columns(a[dPiece], false, a[d], stride, at, scale, machine.count(), width));
            int upAt = upAt(plan);
            if (plan.trainable(up)) {
                int between = plan.value(middle);
                plan.step((machine, a) -> machine.linear.backwardWeight(
                        machine.dw, upAt, a[dPiece], a[between], machine.count(), width, rank()));
            }
            if (plan.trainable(down) || plan.needs(x)) {
                int dMiddle = plan.temporary(rank());
                plan.step((machine, a) -> machine.linear.backwardInput(
                        a[dMiddle], false, a[dPiece], machine.count(), machine.w, upAt, width, rank()));
                backwardDown(plan, dMiddle);
            }
            plan.same(y, out);
        }

        private void backwardDown(BackwardPlan plan, int dMiddle) {
            int downAt = downAt(plan);
            int k = x.width();
            if (plan.trainable(down)) {
                int from = plan.value(x);
                plan.step((machine, a) -> machine.linear.backwardWeight(
                        machine.dw, downAt, a[dMiddle], a[from], machine.count(), rank(), k));
            }
            if (plan.needs(x)) {
                BackwardPlan.Target to = plan.into(x);
                plan.step((machine, a) -> machine.linear.backwardInput(
                        a[to.slot()], to.add(), a[dMiddle], machine.count(), machine.w, downAt, rank(), k));
            }
        }
    }
}
