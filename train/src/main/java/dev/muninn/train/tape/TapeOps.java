package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.kernels.training.Heads;
import dev.muninn.model.Ops;
import dev.muninn.model.Reg;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records what a model does instead of doing it. Registers become values that are written once, so copies and additions in place cost
 * nothing here: who shares memory with whom is planned later, when it is known what the backward pass reads.
 */
final class TapeOps implements Ops {
    private final Architecture facts;
    private final boolean firstPass;
    private final boolean adapters;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Reg, Value> registers = new EnumMap<>(Reg.class);
    private final Map<Reg, Value> before = new EnumMap<>(Reg.class);
    private int values;
    private @Nullable Value read;

    /**
     * Begins with values in INPUT and STATE.
     *
     * @param firstPass whether the recurrence is a position's first
     * @param adapters whether low-rank adapters count
     */
    TapeOps(Architecture facts, boolean firstPass, boolean adapters) {
        this.facts = facts;
        this.firstPass = firstPass;
        this.adapters = adapters;
        for (Reg external : List.of(Reg.INPUT, Reg.STATE)) {
            Value value = value(external.width(facts));
            before.put(external, value);
            registers.put(external, value);
        }
    }

    /** Everything up to now, whose result is the value of {@code out}. */
    Recording recording(Reg out) {
        return new Recording(nodes, values, of(before, Reg.STATE), of(before, Reg.INPUT), of(registers, out));
    }

    /** Everything up to the logits, whose result is what the head multiplies. */
    Recording untilLogits() {
        return new Recording(
                nodes, values, of(before, Reg.STATE), of(before, Reg.INPUT), Objects.requireNonNull(read, "logits"));
    }

    private static Value of(Map<Reg, Value> registers, Reg register) {
        return Objects.requireNonNull(registers.get(register), register.name());
    }

    private Value value(int width) {
        return new Value(values++, width);
    }

    private Value get(Reg register) {
        return of(registers, register);
    }

    /** Records {@code node}, whose result is {@code register}'s new value. */
    private void add(Reg register, Node node) {
        nodes.add(node);
        registers.put(register, node.out());
    }

    private Value fresh(Reg register) {
        return value(register.width(facts));
    }

    @Override
    public void embed(Reg out, Param embedding, float scale) {
        add(out, new Elements.Embed(fresh(out), embedding, scale));
    }

    @Override
    public void copy(Reg out, Reg x) {
        registers.put(out, get(x));
    }

    @Override
    public void concat(Reg out, Reg left, Reg right) {
        add(out, new Elements.Concat(fresh(out), get(left), get(right)));
    }

    @Override
    public void linear(Reg out, Reg x, Param weight) {
        add(out, new Products.Linear(fresh(out), get(x), weight));
    }

    @Override
    public void adapt(Reg out, Reg x, Param down, Param up, float scale) {
        if (!adapters) {
            return;
        }
        int at = 0;
        int pieces = up.shape().pieces().size();
        for (int piece = 0; piece < pieces; piece++) {
            int width = up.shape().pieces().get(piece);
            Value middle = value(up.shape().cols());
            add(out, new Products.Adapt(fresh(out), get(out), get(x), middle, down, up, piece, at, width, scale));
            at += width;
        }
    }

    @Override
    public void bias(Reg x, Param bias) {
        add(x, new Elements.Bias(fresh(x), get(x), bias));
    }

    @Override
    public void rmsNorm(Reg out, Reg x, Param gain) {
        add(out, new Norms.Rms(fresh(out), get(x), value(1), gain, facts.normEps()));
    }

    @Override
    public void addRmsNorm(Reg x, Reg y, Param gain) {
        Value sum = fresh(x);
        add(x, new Norms.AddRms(fresh(x), get(x), get(y), sum, value(1), gain, facts.normEps()));
    }

    @Override
    public void add(Reg x, Reg y) {
        add(x, new Elements.Add(fresh(x), get(x), get(y)));
    }

    @Override
    public void headNorm(Reg x, Param gain, int first, int heads) {
        int width = facts.attention().headWidth();
        add(x, new Norms.Head(fresh(x), get(x), value(heads), gain, first * width, heads, width, facts.normEps()));
    }

    @Override
    public void rotate(Reg qkv) {
        Attention attention = facts.attention();
        int heads = attention.heads() + attention.kvHeads();
        if (!nodes.isEmpty()
                && nodes.getLast() instanceof Elements.Bias(Value out, Value x, Param bias)
                && out.equals(get(qkv))) { // one pass over the rows instead of two
            nodes.removeLast();
            add(qkv, new Mixing.Rotate(out, x, heads, bias));
        } else {
            add(qkv, new Mixing.Rotate(fresh(qkv), get(qkv), heads, null));
        }
    }

    @Override
    public void attend(Reg out, Reg qkv, Part part, int block) {
        Attention attention = facts.attention();
        Heads heads = new Heads(attention.heads(), attention.kvHeads(), attention.headWidth());
        add(out, new Mixing.Attend(fresh(out), get(qkv), value(attention.heads()), heads));
    }

    @Override
    public void convolve(Reg x, Param taps) {
        add(x, new Mixing.Convolve(fresh(x), get(x), taps));
    }

    @Override
    public void swiGlu(Reg out, Reg gateUp) {
        add(out, new Elements.SwiGlu(fresh(out), get(gateUp)));
    }

    @Override
    public boolean firstPass() {
        return firstPass;
    }

    @Override
    public void addAfterFirstPass(Reg x, Reg y) {
        if (!firstPass) {
            add(x, y);
        }
    }

    @Override
    public void logits(Reg x, Param head) {
        read = get(x);
    }
}
