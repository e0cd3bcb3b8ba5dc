package dev.muninn.config;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a config as a {@code config.json} that {@link ConfigReader} and the reference implementations read. */
public final class ConfigWriter {
    private ConfigWriter() {}

    /** The text of a {@code config.json}; reading it gives {@code config} again. */
    public static String toJson(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model_type", config.modelType());
        switch (config) {
            case RavenConfig raven -> put(json, raven);
            case OuroConfig ouro -> put(json, ouro);
        }
        put(json, config.specialTokens());
        return JsonFields.toText(json);
    }

    private static void put(ObjectNode json, RavenConfig config) {
        json.putArray("architectures").add("RavenForCausalLM");
        json.put("architecture_class_name", "RecurrentGPT");
        json.put("block_class_name", "SandwichBlock");
        json.put("norm_class_name", "RMSNorm_llama");
        json.put("mlp_class_name", "GatedMLP");
        json.put("nonlin_name", "SiLU");
        json.put("injection_type", "linear");
        json.put("state_init", "like-init");
        json.put("bias", false);
        json.put("vocab_size", config.vocab());
        json.put("padding_multiple", 1);
        json.put("padded_vocab_size", config.vocab());
        json.put("n_embd", config.width());
        json.put("n_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headWidth());
        json.put("intermediate_size", config.mlpWidth());
        json.put("norm_eps", decimal(config.normEps()));
        json.put("rope_base", config.ropeBase());
        json.put("block_size", config.maxPositions());
        json.put("n_layers", config.preludeBlocks() + config.coreBlocks() + config.codaBlocks());
        json.put("n_layers_in_prelude", config.preludeBlocks());
        json.put("n_layers_in_recurrent_block", config.coreBlocks());
        json.put("n_layers_in_coda", config.codaBlocks());
        json.put("mean_recurrence", config.meanRecurrence());
        json.put("mean_backprop_depth", config.backpropDepth());
        json.put("qk_bias", config.qkBias());
        json.put("tie_embeddings", config.tiedEmbeddings());
        if (config.convolutionTaps() > 0) {
            json.put(RavenConfig.TAPS_KEY, config.convolutionTaps());
        }
    }

    private static void put(ObjectNode json, OuroConfig config) {
        json.putArray("architectures").add("OuroForCausalLM");
        json.put("hidden_act", "silu");
        json.put("vocab_size", config.vocab());
        json.put("hidden_size", config.width());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headWidth());
        json.put("intermediate_size", config.mlpWidth());
        json.put("rms_norm_eps", decimal(config.normEps()));
        json.put("rope_theta", config.ropeBase());
        json.put("max_position_embeddings", config.maxPositions());
        json.put("num_hidden_layers", config.coreBlocks());
        json.put("total_ut_steps", config.meanRecurrence());
        json.put("early_exit_threshold", decimal(config.exitThreshold()));
        json.put("tie_word_embeddings", config.tiedEmbeddings());
    }

    private static void put(ObjectNode json, SpecialTokens tokens) {
        tokens.bos().ifPresent(id -> json.put("bos_token_id", id));
        tokens.pad().ifPresent(id -> json.put("pad_token_id", id));
        List<Integer> eos = tokens.eos();
        if (eos.size() == 1) {
            json.put("eos_token_id", eos.getFirst());
        } else if (!eos.isEmpty()) {
            eos.forEach(json.putArray("eos_token_id")::add);
        }
    }

    /** The double that prints like the float: 1.0E-6, not 9.999999974752427E-7. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
