package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lists the backward calls of a recording, last node first. A value's gradient has a buffer; several values may share one as long as
 * nobody writes to it: both terms of a sum get the same gradient, and it is copied only if one of them gets more while the other still
 * needs it.
 */
final class BackwardPlan implements Node.Slots {
    /** Where a kernel writes a gradient, and whether it adds to what is there. */
    record Target(int slot, boolean add) {}

    /** A gradient's buffer and by how many values it is held. */
    private static final class Held {
        final int slot;
        int holders = 1;

        Held(int slot) {
            this.slot = slot;
        }
    }

    private final Recording recording;
    private final Node.Needs needs;
    private final ForwardPlan forward;
    private final Buffers buffers;
    private final Map<Value, Node> again; // values that are computed again, by what computes them
    private final Map<Value, Held> gradients = new HashMap<>();
    private final Map<Value, Integer> computedAgain = new HashMap<>();
    private final List<Integer> temporaries = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Value> kept;

    BackwardPlan(
            Recording recording,
            Node.Needs needs,
            ForwardPlan forward,
            Buffers buffers,
            Set<Value> kept,
            Map<Value, Node> again) {
        this.recording = recording;
        this.needs = needs;
        this.forward = forward;
        this.buffers = buffers;
        this.kept = new HashSet<>(kept);
        this.again = again;
        gradients.put(recording.out(), new Held(Buffers.D_OUT));
        if (needs(recording.input())) {
            gradients.put(recording.input(), new Held(Buffers.D_INPUT));
        }
        for (int i = recording.nodes().size() - 1; i >= 0; i--) {
            visit(recording.nodes().get(i));
        }
        if (needs(recording.state())) {
            finish(recording.state());
        }
    }

    private void visit(Node node) {
        Value out = node.out();
        if (gradients.containsKey(out) && needs(out)) {
            node.backward(this);
        }
        temporaries.forEach(buffers::release);
        temporaries.clear();
        Held held = gradients.remove(out);
        if (held != null) {
            release(held);
        }
        Integer recomputed = computedAgain.remove(out);
        if (recomputed != null) {
            buffers.release(recomputed);
        }
    }

    private void release(Held held) {
        held.holders--;
        if (held.holders == 0) {
            buffers.release(held.slot);
        }
    }

    private void finish(Value state) {
        Held held = gradients.get(state);
        int width = state.width();
        if (held == null) {
            steps.add((machine, a) -> Elements.clear(machine, a[Buffers.D_STATE], width));
        } else {
            steps.add(ForwardPlan.copyStep(held.slot, Buffers.D_STATE, width));
        }
    }

    List<Step> steps() {
        return steps;
    }

    void step(Step step) {
        steps.add(step);
    }

    boolean needs(Value value) {
        return needs.gradient(value);
    }

    boolean trainable(Param param) {
        return needs.trainable(param);
    }

    @Override
    public int at(Param param) {
        return forward.at(param);
    }

    @Override
    public int of(Value value) {
        return value(value);
    }

    /** The slot of a value of the forward pass; one that was not kept is computed again first. */
    int value(Value value) {
        Node source = again.get(value);
        if (source == null) {
            return forward.of(value);
        }
        Integer there = computedAgain.get(value);
        if (there != null) {
            return there;
        }
        int slot = buffers.take(value.width());
        computedAgain.put(value, slot);
        steps.add(source.forward(new Again(value, slot)));
        return slot;
    }

    /** Where {@code source}'s values lie when it is computed again. */
    private final class Again implements Node.Slots {
        private final Value result;
        private final int slot;

        Again(Value result, int slot) {
            this.result = result;
            this.slot = slot;
        }

        @Override
        public int of(Value value) {
            if (value.equals(result)) {
                return slot;
            }
            boolean lies = kept.contains(value) || value.equals(recording.state()) || value.equals(recording.input());
            return lies ? forward.of(value) : temporary(value.width());
        }

        @Override
        public int at(Param param) {
            return forward.at(param);
        }

        @Override
        public int temporary(int width) {
            return BackwardPlan.this.temporary(width);
        }
    }

    @Override
    public int temporary(int width) {
        int slot = buffers.take(width);
        temporaries.add(slot);
        return slot;
    }

    /** The slot of {@code out}'s gradient, to read. */
    int gradient(Value out) {
        return held(out).slot;
    }

    private Held held(Value value) {
        return Objects.requireNonNull(gradients.get(value), "gradient");
    }

    /** The slot of {@code out}'s gradient, to change in place. */
    int own(Value out) {
        Held held = held(out);
        if (held.holders == 1) {
            return held.slot;
        }
        held.holders--;
        int slot = buffers.take(out.width());
        steps.add(ForwardPlan.copyStep(held.slot, slot, out.width()));
        gradients.put(out, new Held(slot));
        return slot;
    }

    /** Where to write {@code x}'s gradient, or add to it if it has one. */
    Target into(Value x) {
        if (!gradients.containsKey(x)) {
            int slot = buffers.take(x.width());
            gradients.put(x, new Held(slot));
            return new Target(slot, false);
        }
        return new Target(own(x), true);
    }

    /** As {@link #into}, for a kernel that cannot add: {@code x} has no other reader. Scratch if nobody wants it. */
    int fresh(Value x) {
        if (!needs(x)) {
            return temporary(x.width());
        }
        if (gradients.containsKey(x)) {
            throw new IllegalStateException("value " + x + " has a gradient already");
        }
        return into(x).slot();
    }

    /** Where to write {@code x}'s gradient: in place of {@code out}'s if nobody else holds that, and {@code x} has none yet. */
    Target inPlaceOrInto(Value x, Value out) {
        if (!needs(x)) {
            return new Target(temporary(x.width()), false);
        }
        Held held = held(out);
        if (held.holders == 1 && !gradients.containsKey(x)) {
            held.holders++;
            gradients.put(x, held);
            return new Target(held.slot, false);
        }
        return into(x);
    }

    /** {@code x}'s gradient takes the place of {@code x} itself, which no earlier node reads. */
    int inPlaceOf(Value x) {
        if (gradients.containsKey(x)) {
            throw new IllegalStateException("value " + x + " has a gradient already");
        }
        int slot = value(x);
        gradients.put(x, new Held(slot));
        return slot;
    }

    /** {@code x} gets the gradient of {@code out}. */
    void same(Value x, Value out) {
        if (!needs(x)) {
            return;
        }
        Held held = held(out);
        if (!gradients.containsKey(x)) {
            held.holders++;
            gradients.put(x, held);
            return;
        }
        int from = held.slot;
        int to = into(x).slot();
        int width = x.width();
        steps.add((machine, a) -> machine.kernels.add(a[to], a[to], a[from], machine.count() * width));
    }
}
