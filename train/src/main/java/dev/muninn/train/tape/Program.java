package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** A recording as calls of kernels: forward, and backward if anything in it has a gradient. */
final class Program {
    private final Step[] forward;
    private final Step[] backward;
    private final Buffers buffers;
    private final int result;

    private Program(List<Step> forward, List<Step> backward, Buffers buffers, int result) {
        this.forward = forward.toArray(new Step[0]);
        this.backward = backward.toArray(new Step[0]);
        this.buffers = buffers;
        this.result = result;
    }

    /** A program without a backward pass, which keeps nothing. */
    static Program forwardOnly(Recording recording, ToIntFunction<Param> offsets) {
        Buffers buffers = new Buffers();
        ForwardPlan plan = new ForwardPlan(recording, offsets, Set.of(), buffers);
        return new Program(plan.steps(), List.of(), buffers, plan.of(recording.out()));
    }

    /**
     * A program with a backward pass.
     *
     * @param offsets where a parameter begins among all; a trainable one also among the gradients
     * @param state whether the gradient of STATE is wanted
     * @param input whether that of INPUT is
     */
    static Program withBackward(
            Recording recording,
            ToIntFunction<Param> offsets,
            Predicate<Param> trainable,
            boolean state,
            boolean input) {
        Wanted wanted = new Wanted(recording, trainable, state, input);
        Set<Value> kept = new HashSet<>();
        for (Node node : recording.nodes()) {
            if (wanted.gradient(node.out())) {
                kept.addAll(node.saved(wanted));
            }
        }
        Map<Value, Node> again = computedAgain(recording, kept);
        kept.removeAll(again.keySet());
        Buffers buffers = new Buffers();
        ForwardPlan plan = new ForwardPlan(recording, offsets, kept, buffers);
        BackwardPlan back = new BackwardPlan(recording, wanted, plan, buffers, kept, again);
        return new Program(plan.steps(), back.steps(), buffers, plan.of(recording.out()));
    }

    /** Of the values that the backward pass reads, those that are cheap to compute again from others that are there. */
    private static Map<Value, Node> computedAgain(Recording recording, Set<Value> saved) {
        Map<Value, Node> again = new HashMap<>();
        Set<Value> there = new HashSet<>(saved);
        there.add(recording.state());
        there.add(recording.input());
        for (Node node : recording.nodes()) {
            if (node.cheap() && saved.contains(node.out()) && there.containsAll(node.inputs())) {
                again.put(node.out(), node);
                there.remove(node.out());
            }
        }
        return again;
    }

    /** Which values have a gradient: those that a trainable parameter or a wanted external value leads to. */
    private static final class Wanted implements Node.Needs {
        private final Predicate<Param> trainable;
        private final Set<Value> wanted = new HashSet<>();

        Wanted(Recording recording, Predicate<Param> trainable, boolean state, boolean input) {
            this.trainable = trainable;
            if (state) {
                wanted.add(recording.state());
            }
            if (input) {
                wanted.add(recording.input());
            }
            for (Node node : recording.nodes()) {
                if (node.params().stream().anyMatch(trainable)
                        || node.inputs().stream().anyMatch(wanted::contains)) {
                    wanted.add(node.out());
                }
            }
        }

        @Override
        public boolean gradient(Value value) {
            return wanted.contains(value);
        }

        @Override
        public boolean trainable(Param param) {
            return trainable.test(param);
        }
    }

    /** Memory for one run over {@code rows} rows: what is kept is its own, the rest is the machine's. */
    Frame frame(Machine machine, int rows) {
        return new Frame(buffers.arrays(machine, rows));
    }

    /** One run: the buffers, and what the caller puts among them. */
    static final class Frame {
        private final float[][] arrays;

        private Frame(float[][] arrays) {
            this.arrays = arrays;
        }

        void set(int slot, float[] array) {
            arrays[slot] = array;
        }
    }

    /** Computes the result and returns its buffer: the caller's {@link Buffers#OUT}, or what it handed in where nothing is to be done. */
    float[] forward(Machine machine, Frame frame) {
        for (Step step : forward) {
            step.run(machine, frame.arrays);
        }
        return frame.arrays[result];
    }

    void backward(Machine machine, Frame frame) {
        for (Step step : backward) {
            step.run(machine, frame.arrays);
        }
    }

    /** Names of nodes that a test wants to count. */
    int calls() {
        List<Step> all = new ArrayList<>(List.of(forward));
        all.addAll(List.of(backward));
        return all.size();
    }
}
