package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.Arrays;
import java.util.List;

/** Operations without products, element by element. */
final class Elements {
    private Elements() {}

    /** {@code out = embedding[token] · scale}. */
    record Embed(Value out, Param embedding, float scale) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of();
        }

        @Override
        public List<Param> params() {
            return List.of(embedding);
        }

        @Override
        public List<Value> saved(Needs needs) {
            return List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int at = slots.at(embedding);
            int width = out.width();
            return (machine, a) -> {
                float[] x = a[to];
                for (int m = 0; m < machine.count(); m++) {
                    int from = at + machine.rows.token(m) * width;
                    for (int i = 0; i < width; i++) {
                        x[m * width + i] = machine.w[from + i] * scale;
                    }
                }
            };
        }

        @Override
        public void backward(BackwardPlan plan) {
            if (!plan.trainable(embedding)) {
                return;
            }
            int from = plan.gradient(out);
            int at = plan.at(embedding);
            int width = out.width();
            plan.step((machine, a) -> {
                float[] d = a[from];
                for (int m = 0; m < machine.count(); m++) {
                    int to = at + machine.rows.token(m) * width;
                    for (int i = 0; i < width; i++) {
                        machine.dw[to + i] += d[m * width + i] * scale;
                    }
                }
            });
        }
    }

    /** {@code out = left, then right}. */
    record Concat(Value out, Value left, Value right) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public boolean cheap() {
            return true;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int l = slots.of(left);
            int r = slots.of(right);
            int both = out.width();
            int half = left.width();
            return (machine, a) -> {
                for (int m = 0; m < machine.count(); m++) {
                    System.arraycopy(a[l], m * half, a[to], m * both, half);
                    System.arraycopy(a[r], m * (both - half), a[to], m * both + half, both - half);
                }
            };
        }

        @Override
        public void backward(BackwardPlan plan) {
            split(plan, left, 0);
            split(plan, right, left.width());
        }

        private void split(BackwardPlan plan, Value part, int at) {
            if (!plan.needs(part)) {
                return;
            }
            int from = plan.gradient(out);
            int stride = out.width();
            int width = part.width();
            BackwardPlan.Target to = plan.into(part);
            plan.step((machine, a) -> columns(a[to.slot()], to.add(), a[from], stride, at, 1f, machine.count(), width));
        }
    }

    /** {@code to (M, width) =} (or {@code +=}) {@code factor} · columns from {@code at} of {@code from (M, stride)}. */
    static void columns(float[] to, boolean add, float[] from, int stride, int at, float factor, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            int source = m * stride + at;
            int target = m * width;
            if (add) {
                for (int i = 0; i < width; i++) {
                    to[target + i] += factor * from[source + i];
                }
            } else {
                for (int i = 0; i < width; i++) {
                    to[target + i] = factor * from[source + i];
                }
            }
        }
    }

    /** {@code out = x + y}. */
    record Add(Value out, Value x, Value y) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x, y);
        }

        @Override
        public InPlace inPlace() {
            return InPlace.MAY;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int left = slots.of(x);
            int right = slots.of(y);
            int width = out.width();
            return (machine, a) -> machine.kernels.add(a[to], a[left], a[right], machine.count() * width);
        }

        @Override
        public void backward(BackwardPlan plan) {
            plan.same(x, out);
            plan.same(y, out);
        }
    }

    /** {@code out = x}, the bias added to its first columns. */
    record Bias(Value out, Value x, Param bias) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x);
        }

        @Override
        public List<Param> params() {
            return List.of(bias);
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
            int at = slots.at(bias);
            int stride = out.width();
            int width = bias.shape().cols();
            return (machine, a) -> machine.kernels.addBias(a[to], stride, machine.w, at, machine.count(), width);
        }

        @Override
        public void backward(BackwardPlan plan) {
            if (plan.trainable(bias)) {
                int d = plan.gradient(out);
                int at = plan.at(bias);
                int stride = out.width();
                int width = bias.shape().cols();
                plan.step((machine, a) ->
                        machine.kernels.addBiasBackward(machine.dw, at, a[d], stride, machine.count(), width));
            }
            plan.same(x, out);
        }
    }

    /** {@code out = silu(gate) ⊙ up}. */
    record SwiGlu(Value out, Value gateUp) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(gateUp);
        }

        @Override
        public boolean cheap() {
            return true;
        }

        @Override
        public List<Value> saved(Needs needs) {
            return needs.gradient(gateUp) ? List.of(gateUp) : List.of();
        }

        @Override
        public Step forward(Slots slots) {
            int to = slots.of(out);
            int from = slots.of(gateUp);
            int width = out.width();
            return (machine, a) -> machine.kernels.swiGlu(a[to], a[from], machine.count(), width);
        }

        @Override
        public void backward(BackwardPlan plan) {
            if (!plan.needs(gateUp)) {
                return;
            }
            int d = plan.gradient(out);
            int from = plan.value(gateUp);
            int to = plan.inPlaceOf(gateUp); // nothing reads it any more
            int width = out.width();
            plan.step((machine, a) -> machine.kernels.swiGluBackward(a[to], a[d], a[from], machine.count(), width));
        }
    }

    /** Zeros in the rows at hand. */
    static void clear(Machine machine, float[] x, int width) {
        Arrays.fill(x, 0, machine.count() * width, 0f);
    }
}
