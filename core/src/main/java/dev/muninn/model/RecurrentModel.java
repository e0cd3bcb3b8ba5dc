package dev.muninn.model;

import dev.muninn.architecture.Architecture;
import dev.muninn.cache.KvGeometry;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import java.util.List;

/**
 * A recurrent-depth model: weights and arithmetic, no state of any sequence. The three parts of a forward pass take the rows
 * they are given, in one batch; a row's result does not depend on its batch mates. Rows of one sequence must come in order
 * of position. Shapes: C width, V vocabulary.
 */
public interface RecurrentModel {
    /** The facts that its forward pass follows from. */
    Architecture config();

    Kernels kernels();

    /** What a sequence's cache must hold. */
    KvGeometry kvGeometry(KvFormat format);

    /** Tokens to inputs: {@code row.input} (C) becomes e, the prelude's keys, values and history are stored. */
    void embed(List<Row> rows, Scratch scratch);

    /** The state before the first recurrence. Noise depends on (seed, position) alone. */
    void initState(Row row, StateInit init, long seed);

    /** One recurrence of every row, each at its own depth: {@code row.state} (C) advances, {@code row.step} counts up. */
    void coreStep(List<Row> rows, Scratch scratch);

    /** States to logits: the coda's keys and values are stored, {@code row.logits} (V) filled where it is not null. */
    void readout(List<Row> rows, Scratch scratch);

    /** {@code out} (C): the state after the final norm, what a probe or an embedding should look at. */
    void normedState(Row row, float[] out);

    /** Whether the model learned when to stop. */
    default boolean hasExitGate() {
        return false;
    }

    /** The gate's probability of stopping at this recurrence (Ouro). */
    default double exitGate(Row row) {
        throw new UnsupportedOperationException(config().family() + " has no exit gate");
    }

    /**
     * Whether every recurrence reads the row's input anew. Where it does not, the first state alone carries the token, so that a
     * position can neither start from another one's state nor have its token changed while it thinks.
     */
    boolean injectsInput();
}
