package dev.muninn.weights;

import dev.muninn.config.OuroConfig;
import dev.muninn.weights.Expected.Kind;
import dev.muninn.weights.Expected.Part;
import java.util.ArrayList;
import java.util.List;

/** Names and shapes of an Ouro checkpoint. */
public final class OuroTensors {
    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String FINAL_NORM = "model.norm.weight";
    public static final String GATE_WEIGHT = "model.early_exit_gate.weight";
    public static final String GATE_BIAS = "model.early_exit_gate.bias";
    public static final String HEAD = "lm_head.weight";

    private OuroTensors() {}

    /** What the tensors of block {@code i} start with, dot included. */
    public static String block(int i) {
        return "model.layers." + i + ".";
    }

    public static List<Expected> of(OuroConfig config) {
        List<Expected> all = new ArrayList<>();
        int width = config.width();
        all.add(Expected.of(EMBEDDING, Part.EMBEDDING, Kind.MATRIX, config.vocab(), width));
        for (int i = 0; i < config.coreBlocks(); i++) {
            addBlock(all, config, block(i));
        }
        all.add(Expected.of(FINAL_NORM, Part.HEAD, Kind.NORM, width));
        all.add(Expected.of(GATE_WEIGHT, Part.HEAD, Kind.GATE, 1, width));
        all.add(Expected.of(GATE_BIAS, Part.HEAD, Kind.BIAS, 1));
        all.add(
                config.tiedEmbeddings()
                        ? Expected.redundant(HEAD, Part.HEAD, config.vocab(), width)
                        : Expected.of(HEAD, Part.HEAD, Kind.MATRIX, config.vocab(), width));
        return all;
    }

    private static void addBlock(List<Expected> all, OuroConfig config, String block) {
        long width = config.width();
        long queries = (long) config.heads() * config.headWidth();
        long keys = (long) config.kvHeads() * config.headWidth();
        all.add(Expected.of(block + "input_layernorm.weight", Part.CORE, Kind.NORM, width));
        all.add(Expected.of(block + "self_attn.q_proj.weight", Part.CORE, Kind.MATRIX, queries, width));
        all.add(Expected.of(block + "self_attn.k_proj.weight", Part.CORE, Kind.MATRIX, keys, width));
        all.add(Expected.of(block + "self_attn.v_proj.weight", Part.CORE, Kind.MATRIX, keys, width));
        all.add(Expected.of(block + "self_attn.o_proj.weight", Part.CORE, Kind.OUT_PROJECTION, width, queries));
        all.add(Expected.of(block + "input_layernorm_2.weight", Part.CORE, Kind.NORM, width));
        all.add(Expected.of(block + "post_attention_layernorm.weight", Part.CORE, Kind.NORM, width));
        all.add(Expected.of(block + "mlp.gate_proj.weight", Part.CORE, Kind.MATRIX, config.mlpWidth(), width));
        all.add(Expected.of(block + "mlp.up_proj.weight", Part.CORE, Kind.MATRIX, config.mlpWidth(), width));
        all.add(Expected.of(block + "mlp.down_proj.weight", Part.CORE, Kind.OUT_PROJECTION, width, config.mlpWidth()));
        all.add(Expected.of(block + "post_attention_layernorm_2.weight", Part.CORE, Kind.NORM, width));
    }
}
