package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.model.LoopedModel;
import dev.muninn.model.Reg;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The programs of a model: tokens to input, a position's first recurrence, any later one, and states to what the head multiplies.
 *
 * @param trainsInput whether {@link #embed} has a backward pass
 * @param trainsState whether the passes have one
 */
record Programs(
        Program embed, Program first, Program later, Program readout, boolean trainsInput, boolean trainsState) {
    /** Without backward passes. */
    static Programs forwardOnly(LoopedModel model, ToIntFunction<Param> offsets, boolean adapters) {
        Recordings of = new Recordings(model, adapters);
        return new Programs(
                Program.forwardOnly(of.embed(), offsets),
                Program.forwardOnly(of.pass(true), offsets),
                Program.forwardOnly(of.pass(false), offsets),
                Program.forwardOnly(of.readout(), offsets),
                false,
                false);
    }

    static Programs withBackward(LoopedModel model, Offsets offsets) {
        Recordings of = new Recordings(model, true);
        Architecture facts = model.layout().facts();
        ToIntFunction<Param> at = offsets::of;
        Predicate<Param> trainable = offsets::trainable;
        boolean input = offsets.trainsInput();
        boolean state = offsets.trainsState(facts);
        boolean first = input && facts.loop().start() == Loop.Start.INPUT;
        return new Programs(
                Program.withBackward(of.embed(), at, trainable, false, false),
                Program.withBackward(of.pass(true), at, trainable, first, input),
                Program.withBackward(of.pass(false), at, trainable, state, input),
                Program.withBackward(of.readout(), at, trainable, state, false),
                input,
                state);
    }

    /** Records a model's parts. */
    private record Recordings(LoopedModel model, boolean adapters) {
        private TapeOps ops(boolean firstPass) {
            return new TapeOps(model.layout().facts(), firstPass, adapters);
        }

        Recording embed() {
            TapeOps ops = ops(true);
            model.embed(ops);
            return ops.recording(Reg.INPUT);
        }

        Recording pass(boolean first) {
            TapeOps ops = ops(first);
            model.pass(ops);
            return ops.recording(Reg.STATE);
        }

        Recording readout() {
            TapeOps ops = ops(false);
            model.readout(ops);
            return ops.untilLogits();
        }
    }
}
