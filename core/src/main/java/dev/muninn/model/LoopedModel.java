package dev.muninn.model;

import static dev.muninn.model.Reg.BOTH;
import static dev.muninn.model.Reg.INPUT;
import static dev.muninn.model.Reg.NORMED;
import static dev.muninn.model.Reg.PROJECTED;
import static dev.muninn.model.Reg.STATE;
import static dev.muninn.model.Reg.STREAM;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of every family, over {@link Ops}: {@link #embed} once a token, {@link #pass} as often as wanted, {@link
 * #readout} for logits. Holds no weights and no state. What STATE is before the first pass is the executor's to set, as
 * {@link dev.muninn.architecture.Loop.Start} says.
 */
public final class LoopedModel {
    private final Layout layout;
    private final Architecture facts;
    private final List<Block> prelude;
    private final List<Block> core;
    private final List<Block> coda;
    private final Param embedding;
    private final Param head;
    private final Param finalNorm;
    private final @Nullable Param injection;
    private final @Nullable Bridge bridge;

    /** x = s + P · rms(e) + S · rms(s) + b. */
    private record Bridge(Param inputNorm, Param input, Param stateNorm, Param state, Param bias) {
        static Bridge of(Layout layout) {
            return new Bridge(
                    layout.get(Tensor.BRIDGE_INPUT_NORM),
                    layout.get(Tensor.BRIDGE_INPUT),
                    layout.get(Tensor.BRIDGE_STATE_NORM),
                    layout.get(Tensor.BRIDGE_STATE),
                    layout.get(Tensor.BRIDGE_BIAS));
        }

        /** To STREAM, which is s; nothing is done where all rows are in their first pass. */
        void run(Ops ops) {
            if (ops.firstPass()) {
                return;
            }
            ops.rmsNorm(NORMED, STREAM, stateNorm);
            ops.linear(PROJECTED, NORMED, state);
            ops.bias(PROJECTED, bias);
            ops.addAfterFirstPass(STREAM, PROJECTED);
            ops.copy(PROJECTED, INPUT);
            ops.rmsNorm(NORMED, PROJECTED, inputNorm);
            ops.linear(PROJECTED, NORMED, input);
            ops.addAfterFirstPass(STREAM, PROJECTED);
        }
    }

    public LoopedModel(Layout layout) {
        this.layout = layout;
        this.facts = layout.facts();
        this.prelude = blocks(Part.PRELUDE, facts.prelude());
        this.core = blocks(Part.CORE, facts.core());
        this.coda = blocks(Part.CODA, facts.coda());
        this.embedding = layout.get(Tensor.EMBEDDING);
        this.head = layout.head();
        this.finalNorm = layout.get(Tensor.FINAL_NORM);
        this.injection = layout.find(Tensor.INJECTION).orElse(null);
        this.bridge = layout.find(Tensor.BRIDGE_INPUT).isPresent() ? Bridge.of(layout) : null;
    }

    private List<Block> blocks(Part part, Architecture.Stack stack) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < stack.blocks(); i++) {
            blocks.add(new Block(layout, part, i));
        }
        return blocks;
    }

    /** The parameters that this pass reads. */
    public Layout layout() {
        return layout;
    }

    /** Tokens to INPUT. */
    public void embed(Ops ops) {
        ops.embed(STREAM, embedding, facts.embeddingScale());
        run(prelude, ops);
        ops.copy(INPUT, STREAM);
    }

    /** One recurrence: STATE and INPUT to STATE. */
    public void pass(Ops ops) {
        inject(ops);
        run(core, ops);
        if (facts.finalNorm() == FinalNorm.EACH_PASS) {
            ops.rmsNorm(STREAM, STREAM, finalNorm);
        }
        ops.copy(STATE, STREAM);
    }

    private void inject(Ops ops) {
        if (injection != null) {
            ops.concat(BOTH, STATE, INPUT);
            ops.linear(STREAM, BOTH, injection);
            return;
        }
        ops.copy(STREAM, STATE);
        if (bridge != null) {
            bridge.run(ops);
        } else if (facts.loop().injection() == Injection.ADD) {
            ops.copy(PROJECTED, INPUT);
            ops.add(STREAM, PROJECTED);
        }
    }

    /** STATE through the coda to logits. */
    public void readout(Ops ops) {
        ops.copy(STREAM, STATE);
        if (facts.finalNorm() == FinalNorm.AROUND_CODA) {
            ops.rmsNorm(STREAM, STREAM, finalNorm);
        }
        run(coda, ops);
        if (facts.finalNorm() != FinalNorm.EACH_PASS) {
            ops.rmsNorm(STREAM, STREAM, finalNorm);
        }
        ops.logits(STREAM, head);
    }

    private static void run(List<Block> blocks, Ops ops) {
        for (int i = 0; i < blocks.size(); i++) { // no iterator: nothing is allocated
            blocks.get(i).run(ops);
        }
    }
}
