package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Decides where the values of a recording lie, and lists its forward calls. Values that the backward pass reads get buffers of their own;
 * all others take turns in shared ones. A value that is changed in place shares its buffer with what it was before, unless that is read
 * again.
 */
final class ForwardPlan implements Node.Slots {
    private static final int NOWHERE = -1;

    private final Recording recording;
    private final ToIntFunction<Param> offsets;
    private final Set<Value> kept;
    private final Buffers buffers;
    private final int[] lastUse;
    private final Value[] root; // by value: whose buffer it shares
    private final int[] slot; // by root
    private final boolean[] keep; // by root
    private final int[] lastUseOfGroup; // by root
    private final List<Step> steps = new ArrayList<>();
    private final List<Integer> temporaries = new ArrayList<>();

    ForwardPlan(Recording recording, ToIntFunction<Param> offsets, Set<Value> kept, Buffers buffers) {
        this.recording = recording;
        this.offsets = offsets;
        this.kept = kept;
        this.buffers = buffers;
        int values = recording.values();
        this.lastUse = new int[values];
        this.root = new Value[values];
        this.slot = new int[values];
        this.keep = new boolean[values];
        this.lastUseOfGroup = new int[values];
        Arrays.fill(slot, NOWHERE);
        slot[recording.state().id()] = Buffers.STATE;
        slot[recording.input().id()] = Buffers.INPUT;
        root[recording.state().id()] = recording.state();
        root[recording.input().id()] = recording.input();
        findUses();
        formGroups();
        place();
    }

    private void findUses() {
        List<Node> nodes = recording.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            lastUse[nodes.get(i).out().id()] = i;
            for (Value value : nodes.get(i).kept()) {
                lastUse[value.id()] = i;
            }
            for (Value value : nodes.get(i).inputs()) {
                lastUse[value.id()] = i;
            }
        }
        lastUse[recording.out().id()] = nodes.size();
    }

    private void formGroups() {
        List<Node> nodes = recording.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Value out = node.out();
            root[out.id()] = mayShare(node, i) ? root(node.inputs().getFirst()) : out;
            join(out);
            for (Value value : node.kept()) {
                root[value.id()] = value;
                join(value);
            }
        }
        Value result = root(recording.out());
        if (slot[result.id()] == NOWHERE) {
            slot[result.id()] = Buffers.OUT;
        }
    }

    private boolean mayShare(Node node, int index) {
        if (node.inPlace() == Node.InPlace.NO) {
            return false;
        }
        Value first = node.inputs().getFirst();
        boolean external = slot[root(first).id()] != NOWHERE;
        boolean twice = node.inputs().indexOf(first) != node.inputs().lastIndexOf(first);
        return !external && !twice && !kept.contains(first) && lastUse[first.id()] == index;
    }

    private void join(Value value) {
        int group = root(value).id();
        keep[group] |= kept.contains(value);
        lastUseOfGroup[group] = Math.max(lastUseOfGroup[group], lastUse[value.id()]);
    }

    private Value root(Value value) {
        return root[value.id()];
    }

    private void place() {
        List<Node> nodes = recording.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            give(node.out());
            node.kept().forEach(this::give);
            if (node.inPlace() == Node.InPlace.MUST) {
                copy(node.inputs().getFirst(), node.out());
            }
            steps.add(node.forward(this));
            temporaries.forEach(buffers::release);
            temporaries.clear();
            releaseAfter(i);
        }
    }

    private void give(Value value) {
        int group = root(value).id();
        if (slot[group] == NOWHERE) {
            slot[group] = keep[group] ? buffers.keep(value.width()) : buffers.take(value.width());
        }
    }

    private void copy(Value from, Value to) {
        int source = of(from);
        int target = of(to);
        if (source != target) {
            steps.add(copyStep(source, target, to.width()));
        }
    }

    /** Copies rows of {@code width} from slot to slot. */
    static Step copyStep(int source, int target, int width) {
        return (machine, a) -> System.arraycopy(a[source], 0, a[target], 0, machine.count() * width);
    }

    private void releaseAfter(int index) {
        for (int id = 0; id < root.length; id++) {
            if (root[id] != null
                    && root[id].id() == id
                    && slot[id] != NOWHERE
                    && lastUseOfGroup[id] == index
                    && !keep[id]) {
                buffers.release(slot[id]);
            }
        }
    }

    @Override
    public int of(Value value) {
        return slot[root(value).id()];
    }

    @Override
    public int at(Param param) {
        return offsets.applyAsInt(param);
    }

    @Override
    public int temporary(int width) {
        int taken = buffers.take(width);
        temporaries.add(taken);
        return taken;
    }

    List<Step> steps() {
        return steps;
    }
}
