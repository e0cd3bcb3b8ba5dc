package dev.muninn.model;

import static dev.muninn.model.Scratch.Use.ATTENDED;
import static dev.muninn.model.Scratch.Use.GATED;
import static dev.muninn.model.Scratch.Use.GATE_UP;
import static dev.muninn.model.Scratch.Use.NORMED;
import static dev.muninn.model.Scratch.Use.PROJECTED;
import static dev.muninn.model.Scratch.Use.QKV;
import static dev.muninn.model.Scratch.Use.STREAM;

import dev.muninn.cache.KvGeometry;
import dev.muninn.config.OuroConfig;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Ouro (Zhu et al. 2025, arXiv:2510.25741): no prelude, adapter or coda; the whole stack is the core block. The final norm is
 * applied after every loop and feeds the next loop, the head and the exit gate, so the state is always normed.
 */
public final class OuroModel implements RecurrentModel {
    private final OuroConfig config;
    private final Kernels kernels;
    private final CachedAttention attention;
    private final Weight embedding; // (V, C)
    private final Weight head; // (V, C)
    private final List<Block> core;
    private final float[] finalNorm; // (C)
    private final float[] gate; // (C)
    private final float gateBias;

    /** One layer's weights: H query heads, G key-value heads, D head width, C width, I MLP width. */
    private record Block(
            BlockPlace place,
            float[] norm1, // (C)
            Weight qkv, // ((H + 2G)·D, C)
            Weight attentionOut, // (C, H·D)
            float[] norm2, // (C)
            float[] norm3, // (C)
            Weight gateUp, // (2I, C)
            Weight down, // (C, I)
            float[] norm4) {} // (C)

    public OuroModel(OuroConfig config, Kernels kernels, WeightLoader weights) {
        this.config = config;
        this.kernels = kernels;
        this.attention = new CachedAttention(
                kernels,
                new Rope(Rope.Pairs.HALVES, config.headWidth(), config.ropeBase()),
                config.heads(),
                config.kvHeads(),
                config.headWidth());
        int width = config.width();
        this.embedding = weights.matrix("model.embed_tokens.weight", config.vocab(), width);
        this.core = new ArrayList<>();
        for (int i = 0; i < config.coreBlocks(); i++) {
            core.add(block(weights, i));
        }
        this.finalNorm = weights.vector("model.norm.weight", width);
        this.gate = weights.vector("model.early_exit_gate.weight", 1, width);
        this.gateBias = weights.vector("model.early_exit_gate.bias", 1)[0];
        this.head = config.tiedEmbeddings() ? embedding : weights.matrix("lm_head.weight", config.vocab(), width);
    }

    private Block block(WeightLoader weights, int i) {
        String at = "model.layers." + i + ".";
        int width = config.width();
        int queries = config.heads() * config.headWidth();
        int keys = config.kvHeads() * config.headWidth();
        return new Block(
                new BlockPlace.Core(i),
                weights.vector(at + "input_layernorm.weight", width),
                weights.stacked(
                        List.of(
                                at + "self_attn.q_proj.weight",
                                at + "self_attn.k_proj.weight",
                                at + "self_attn.v_proj.weight"),
                        List.of(queries, keys, keys),
                        width),
                weights.matrix(at + "self_attn.o_proj.weight", width, queries),
                weights.vector(at + "input_layernorm_2.weight", width),
                weights.vector(at + "post_attention_layernorm.weight", width),
                weights.stacked(
                        List.of(at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight"),
                        List.of(config.mlpWidth(), config.mlpWidth()),
                        width),
                weights.matrix(at + "mlp.down_proj.weight", width, config.mlpWidth()),
                weights.vector(at + "post_attention_layernorm_2.weight", width));
    }

    @Override
    public void embed(List<Row> rows, Scratch scratch) {
        for (int m = 0; m < rows.size(); m++) {
            embedding.readRow(rows.get(m).token, rows.get(m).input, 0);
        }
    }

    /** The embedding itself: Ouro has no noise and no zero start. */
    @Override
    public void initState(Row row, StateInit init, long seed) {
        System.arraycopy(row.input, 0, row.state, 0, config.width());
    }

    @Override
    public void coreStep(List<Row> rows, Scratch scratch) {
        int count = rows.size();
        int width = config.width();
        float[] x = scratch.get(STREAM, count * width); // (M, C)
        for (int m = 0; m < count; m++) {
            System.arraycopy(rows.get(m).state, 0, x, m * width, width);
        }
        for (int b = 0; b < core.size(); b++) {
            layer(core.get(b), x, rows, scratch);
        }
        kernels.rmsNorm(x, x, finalNorm, count, width, config.normEps());
        for (int m = 0; m < count; m++) {
            System.arraycopy(x, m * width, rows.get(m).state, 0, width);
            rows.get(m).step++;
        }
    }

    /** x = x + rms(attn(rms(x))); x = x + rms(mlp(rms(x))). {@code x} (M, C) in place. */
    private void layer(Block block, float[] x, List<Row> rows, Scratch scratch) {
        int count = rows.size();
        int width = config.width();
        float eps = config.normEps();
        float[] normed = scratch.get(NORMED, count * width); // (M, C)
        float[] qkv = scratch.get(QKV, count * attention.qkvWidth()); // (M, (H + 2G)·D)
        float[] attended = scratch.get(ATTENDED, count * config.heads() * config.headWidth()); // (M, H·D)
        float[] projected = scratch.get(PROJECTED, count * width); // (M, C)
        kernels.rmsNorm(normed, x, block.norm1, count, width, eps);
        kernels.matmul(qkv, normed, count, block.qkv);
        attention.forward(attended, qkv, null, rows, block.place, scratch);
        kernels.matmul(projected, attended, count, block.attentionOut);
        kernels.rmsNorm(projected, projected, block.norm2, count, width, eps);
        kernels.add(x, projected, count * width);

        float[] gateUp = scratch.get(GATE_UP, count * 2 * config.mlpWidth()); // (M, 2I)
        float[] gated = scratch.get(GATED, count * config.mlpWidth()); // (M, I)
        kernels.rmsNorm(normed, x, block.norm3, count, width, eps);
        kernels.matmul(gateUp, normed, count, block.gateUp);
        kernels.swiGlu(gated, gateUp, count, config.mlpWidth());
        kernels.matmul(projected, gated, count, block.down);
        kernels.rmsNorm(projected, projected, block.norm4, count, width, eps);
        kernels.add(x, projected, count * width);
    }

    @Override
    public void readout(List<Row> rows, Scratch scratch) {
        int width = config.width();
        float[] x = scratch.get(STREAM, rows.size() * width); // (M, C)
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(rows.get(m).state, 0, x, m * width, width);
        }
        Head.project(kernels, head, x, rows, scratch);
    }

    @Override
    public void normedState(Row row, float[] out) {
        System.arraycopy(row.state, 0, out, 0, config.width());
    }

    @Override
    public boolean hasExitGate() {
        return true;
    }

    /** sigmoid(gate · h + bias). */
    @Override
    public double exitGate(Row row) {
        double sum = gateBias;
        for (int i = 0; i < gate.length; i++) {
            sum += (double) gate[i] * row.state[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** A position starts from its own embedding and never sees it again. */
    @Override
    public boolean injectsInput() {
        return false;
    }

    @Override
    public KvGeometry kvGeometry(KvFormat format) {
        return new KvGeometry(0, core.size(), 0, config.kvHeads() * config.headWidth(), 0, format);
    }

    @Override
    public OuroConfig config() {
        return config;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }
}
