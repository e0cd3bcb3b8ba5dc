package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All positions of one sequence at one depth, looked at whole.
 *
 * @param logits (T, V)
 * @param states (T, C), after the final norm
 * @param gates (R, T): the exit gate's probability at each recurrence; empty for models without one
 */
public record ForwardPass(float[] logits, float[] states, double[][] gates) {
    /** Sees the positions of a pass in order, without all of their logits being kept. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One position; both arrays are used again for the next.
         *
         * @param logits (V)
         * @param state (C), after the final norm
         */
        void visit(int position, float[] logits, float[] state);
    }

    /**
     * Runs {@code tokens} through {@code recurrences} recurrences.
     *
     * @param given (T, C): states to start from; null for those of {@code init}
     */
    public static ForwardPass run(
            RecurrentModel model,
            int[] tokens,
            int recurrences,
            StateInit init,
            long seed,
            float @Nullable [] given,
            int blockRows) {
        int width = model.config().width();
        int vocab = model.config().vocab();
        float[] logits = new float[Math.multiplyExact(tokens.length, vocab)];
        float[] states = new float[tokens.length * width];
        double[][] gates =
                visit(model, tokens, recurrences, init, seed, given, blockRows, (position, rowLogits, state) -> {
                    System.arraycopy(rowLogits, 0, logits, position * vocab, vocab);
                    System.arraycopy(state, 0, states, position * width, width);
                });
        return new ForwardPass(logits, states, gates);
    }

    /** As {@link #run}, shown position by position; returns the gates. */
    public static double[][] visit(
            RecurrentModel model,
            int[] tokens,
            int recurrences,
            StateInit init,
            long seed,
            float @Nullable [] given,
            int blockRows,
            Visitor visitor) {
        require(recurrences >= 1, "at least 1 recurrence is needed, found %d", recurrences);
        model.config().loop().depth().check(recurrences);
        int width = model.config().width();
        int vocab = model.config().vocab();
        require(
                tokens.length >= 1 && tokens.length <= model.config().context(),
                "%d tokens were given, 1 to %d fit the model's context",
                tokens.length,
                model.config().context());
        try (KvPool pool = new KvPool(model.kvGeometry(KvFormat.F32), Long.MAX_VALUE);
                KvCache cache = new KvCache(pool, SlotPolicy.FULL)) {
            List<List<Row>> blocks = blocks(model, tokens, cache, blockRows);
            Scratch scratch = new Scratch();
            blocks.forEach(block -> model.embed(block, scratch));
            for (List<Row> block : blocks) {
                for (Row row : block) {
                    model.initState(row, init, seed);
                    if (given != null) {
                        System.arraycopy(given, row.position * width, row.state, 0, width);
                    }
                }
            }
            double[][] gates = new double[model.hasExitGate() ? recurrences : 0][tokens.length];
            for (int r = 0; r < recurrences; r++) {
                for (List<Row> block : blocks) {
                    model.coreStep(block, scratch);
                    for (Row row : block) {
                        if (model.hasExitGate()) {
                            gates[r][row.position] = model.exitGate(row);
                        }
                    }
                }
            }
            float[] normed = new float[width];
            for (List<Row> block : blocks) {
                block.forEach(row -> row.logits = new float[vocab]);
                model.readout(block, scratch);
                for (Row row : block) {
                    model.normedState(row, normed);
                    visitor.visit(row.position, Objects.requireNonNull(row.logits), normed);
                    row.logits = null;
                }
            }
            return gates;
        }
    }

    private static List<List<Row>> blocks(RecurrentModel model, int[] tokens, KvCache cache, int blockRows) {
        List<List<Row>> blocks = new ArrayList<>();
        for (int p = 0; p < tokens.length; p++) {
            require(
                    tokens[p] >= 0 && tokens[p] < model.config().vocab(),
                    "token %d is outside the vocabulary of 0 to %d",
                    tokens[p],
                    model.config().vocab() - 1);
            if (p % blockRows == 0) {
                blocks.add(new ArrayList<>());
            }
            Row row = new Row(cache, model.config().width());
            row.reset(tokens[p], p);
            blocks.getLast().add(row);
        }
        return blocks;
    }

    /** (R, T): p_t = λ_t · Π (1 − λ_u), the last recurrence takes the rest. */
    public double[][] exitDistribution() {
        double[][] pdf = new double[gates.length][];
        for (int r = 0; r < gates.length; r++) {
            pdf[r] = new double[gates[r].length];
            for (int t = 0; t < pdf[r].length; t++) {
                double goingOn = 1;
                for (int u = 0; u < r; u++) {
                    goingOn *= 1 - gates[u][t];
                }
                pdf[r][t] = r == gates.length - 1 ? goingOn : gates[r][t] * goingOn;
            }
        }
        return pdf;
    }
}
