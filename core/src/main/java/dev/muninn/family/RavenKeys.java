package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Keys and names that Raven and its retrofits share. */
final class RavenKeys {
    private RavenKeys() {}

    static void refuse(JsonFields json) {
        Keys.refuse(json);
        json.expect("architecture_class_name", "RecurrentGPT");
        json.expect("block_class_name", "SandwichBlock");
        json.expect("norm_class_name", "RMSNorm_llama");
        json.expect("mlp_class_name", "GatedMLP");
        json.expect("nonlin_name", "SiLU");
        json.expect("injection_type", "linear");
        json.expect("state_init", "like-init");
        json.expect("initial_state_mode", "random");
        json.expectNeutral("test_time_noise", 0);
        json.expect("bias", false);
    }

    static int width(JsonFields json) {
        return json.integer(json.alias("n_embd", "hidden_size"), 2, Sizes.WIDTH);
    }

    static int heads(JsonFields json) {
        return json.integer(json.alias("n_heads", "num_attention_heads"), 1, Sizes.HEADS);
    }

    static int vocab(JsonFields json) {
        int vocab = json.integer("vocab_size", 1, Sizes.VOCAB);
        int multiple = json.integerOr("padding_multiple", 4096, 1, Sizes.VOCAB);
        long padded = ((long) vocab + multiple - 1) / multiple * multiple;
        return json.integerOr("padded_vocab_size", (int) Math.min(padded, Integer.MAX_VALUE), vocab, Sizes.VOCAB);
    }

    static Depth depth(JsonFields json) {
        return new Depth.Sampled(
                json.integer("mean_recurrence", 1, Sizes.RECURRENCE),
                json.integerOr("mean_backprop_depth", 8, 1, Sizes.RECURRENCE));
    }

    static void checkHeadWidth(JsonFields json, int width, int heads) {
        json.require(width % heads == 0, "n_heads", heads, "a divisor of n_embd (" + width + ")");
        int headWidth = json.integerOr("head_dim", width / heads, 1, Sizes.WIDTH);
        json.require(headWidth == width / heads, "head_dim", headWidth, "n_embd / n_heads = " + width / heads);
    }

    /** The reference reads the embedding's factor from the config; we compute it, so they must agree. */
    static void checkScale(JsonFields json, int width) {
        json.optionalObject("init_values")
                .ifPresent(values -> values.optionalNumber("embed_scale")
                        .ifPresent(scale -> values.require(
                                Math.abs(scale / Math.sqrt(width) - 1) < 1e-4,
                                "embed_scale",
                                scale,
                                "the square root of n_embd, " + (float) Math.sqrt(width))));
    }

    static void write(Architecture facts, ObjectNode json) {
        Attention attention = facts.attention();
        json.putArray("architectures").add("RavenForCausalLM");
        json.put("architecture_class_name", "RecurrentGPT");
        json.put("block_class_name", "SandwichBlock");
        json.put("norm_class_name", "RMSNorm_llama");
        json.put("mlp_class_name", "GatedMLP");
        json.put("nonlin_name", "SiLU");
        json.put("injection_type", "linear");
        json.put("state_init", "like-init");
        json.put("bias", false);
        json.put("vocab_size", facts.vocab());
        json.put("padding_multiple", 1);
        json.put("padded_vocab_size", facts.vocab());
        json.put("n_embd", facts.width());
        json.put("n_heads", attention.heads());
        json.put("num_key_value_heads", attention.kvHeads());
        json.put("head_dim", attention.headWidth());
        json.put("intermediate_size", facts.mlpWidth());
        json.put("norm_eps", Keys.decimal(facts.normEps()));
        json.put("block_size", facts.context());
        json.put("n_layers", facts.layers());
        json.put("n_layers_in_prelude", facts.prelude().blocks());
        json.put("n_layers_in_recurrent_block", facts.core().blocks());
        json.put("n_layers_in_coda", facts.coda().blocks());
        json.put("mean_recurrence", facts.loop().depth().mean());
        json.put("mean_backprop_depth", facts.loop().depth().backprop());
        json.put("qk_bias", attention.bias() == Attention.Bias.QK);
        json.put("tie_embeddings", facts.tied());
    }

    /** What the names of {@code param}'s block start with, dot included. */
    static String at(Param param) {
        return switch (param.part()) {
            case PRELUDE -> "transformer.prelude." + param.block() + ".";
            case CORE -> "transformer.core_block." + param.block() + ".";
            case CODA -> "transformer.coda." + param.block() + ".";
            case EMBEDDING, ADAPTER, HEAD -> "transformer.";
        };
    }

    /** Those that bear the same names in both. */
    static List<Stored> stored(Param param) {
        String at = at(param);
        return Stored.whole(
                param,
                switch (param.tensor()) {
                    case EMBEDDING -> at + "wte.weight";
                    case QKV -> at + "attn.Wqkv.weight";
                    case ATTENTION_OUT -> at + "attn.proj.weight";
                    case GATE_UP -> at + "mlp.fc.weight";
                    case DOWN -> at + "mlp.proj.weight";
                    case INJECTION -> at + "adapter.weight";
                    case FINAL_NORM -> at + "ln_f.weight";
                    case HEAD -> "lm_head.weight";
                    default -> throw new IllegalArgumentException(param.toString());
                });
    }
}
