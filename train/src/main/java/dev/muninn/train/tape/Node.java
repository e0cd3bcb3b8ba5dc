package dev.muninn.train.tape;

import dev.muninn.architecture.Param;
import java.util.List;

/** An operation of a recording: what it reads and writes, and how it is computed forward and backward. */
interface Node {
    /** Values that it reads. */
    List<Value> inputs();

    Value out();

    /** What it writes beside {@link #out} for the backward pass, such as a norm's 1/rms; no other node reads it. */
    default List<Value> kept() {
        return List.of();
    }

    /** Parameters that it reads. */
    default List<Param> params() {
        return List.of();
    }

    /** How {@link #out} may share memory with the first input. */
    enum InPlace {
        NO,
        /** It may. */
        MAY,
        /** It does: the kernel changes its input, which is copied first where somebody else needs it. */
        MUST
    }

    default InPlace inPlace() {
        return InPlace.NO;
    }

    /** Whether computing {@link #out} again from the inputs is cheaper than keeping it. */
    default boolean cheap() {
        return false;
    }

    /** The values, of inputs, {@link #out} and {@link #kept}, that its backward pass reads. */
    List<Value> saved(Needs needs);

    /** The forward call; where it is in place, the input is in {@link #out}'s buffer already. */
    Step forward(Slots slots);

    /** Adds what turns the gradient of {@link #out} into gradients of inputs and parameters. */
    void backward(BackwardPlan plan);

    /** What of a recording has a gradient. */
    interface Needs {
        boolean gradient(Value value);

        boolean trainable(Param param);
    }

    /** Where values lie and where parameters begin. */
    interface Slots {
        int of(Value value);

        /** Where {@code param} begins in the array of all parameters. */
        int at(Param param);

        /** A buffer that is free again after this node. */
        int temporary(int width);
    }
}
