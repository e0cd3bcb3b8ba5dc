package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Architecture.Norms;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Rope;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import dev.muninn.config.SpecialTokens;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** Keys and names that Llama and its many relatives share, as transformers writes them. */
final class LlamaKeys {
    private LlamaKeys() {}

    /**
     * What a relative has of its own.
     *
     * @param headWidth where the config says none; empty for width / heads
     * @param window positions that some layer can see at most, empty for all: the context ends there, so every layer sees all of it
     */
    record Own(
            String family,
            Attention.Bias bias,
            boolean headNorm,
            OptionalInt headWidth,
            OptionalInt window,
            Norms norms,
            FinalNorm finalNorm,
            Loop loop) {
        static Own dense(String family, Attention.Bias bias, boolean headNorm) {
            return new Own(
                    family,
                    bias,
                    headNorm,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Norms.PRE,
                    FinalNorm.BEFORE_HEAD,
                    Loop.ONCE);
        }

        Own with(OptionalInt newHeadWidth, OptionalInt newWindow) {
            return new Own(family, bias, headNorm, newHeadWidth, newWindow, norms, finalNorm, loop);
        }

        Own looped(Norms newNorms, FinalNorm newFinalNorm, Loop newLoop) {
            return new Own(family, bias, headNorm, headWidth, window, newNorms, newFinalNorm, newLoop);
        }
    }

    static Architecture read(JsonFields json, Own own) {
        Keys.refuse(json);
        json.expect("hidden_act", "silu");
        json.expect("mlp_bias", false);
        int width = json.integer(json.alias("hidden_size", "n_embd"), 2, Sizes.WIDTH);
        int heads = json.integer(json.alias("num_attention_heads", "n_heads"), 1, Sizes.HEADS);
        boolean divides = json.has("head_dim") || own.headWidth.isPresent() || width % heads == 0;
        json.require(
                divides, "num_attention_heads", heads, "a divisor of hidden_size (" + width + "), or head_dim given");
        int context = json.integer("max_position_embeddings", 1, Sizes.POSITIONS);
        Rope rope = Keys.rope(json, Rope.Pairs.HALVES, 10_000, context);
        Attention attention = json.checked(() -> new Attention(
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                json.integerOr("head_dim", own.headWidth.orElse(width / heads), 2, Sizes.WIDTH),
                rope,
                own.bias,
                own.headNorm));
        return json.checked(() -> new Architecture(
                own.family,
                json.integer("vocab_size", 1, Sizes.VOCAB),
                width,
                Math.min(context, own.window.orElse(context)),
                (float) json.optionalNumber("rms_norm_eps").orElse(1e-6),
                1f,
                Keys.tied(json, false),
                attention,
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                own.norms,
                own.finalNorm,
                Stack.NONE,
                Stack.of(json.integer("num_hidden_layers", 1, Sizes.BLOCKS)),
                Stack.NONE,
                own.loop,
                SpecialTokens.from(json)));
    }

    /** Bias of all four projections where {@code attention_bias} says so. */
    static Attention.Bias attentionBias(JsonFields json) {
        return json.boolOr("attention_bias", false) ? Attention.Bias.QKVO : Attention.Bias.NONE;
    }

    /**
     * Qwen's sliding window: only where {@code use_sliding_window} says so, and then in the layers that {@code layer_types} names,
     * else in those from {@code max_window_layers} on.
     */
    static OptionalInt qwenWindow(JsonFields json) {
        int layers = json.integer("num_hidden_layers", 1, Sizes.BLOCKS);
        boolean slides = json.has("layer_types")
                ? json.texts("layer_types").contains("sliding_attention")
                : json.integerOr("max_window_layers", layers, 0, Sizes.BLOCKS) < layers;
        json.expectOneOf("layer_types", List.of("full_attention", "sliding_attention"));
        return json.boolOr("use_sliding_window", false) && slides ? window(json) : OptionalInt.empty();
    }

    /** {@code sliding_window}, the row's own position included. */
    static OptionalInt window(JsonFields json) {
        return json.optionalInt("sliding_window", 1, Sizes.POSITIONS);
    }

    static void write(Architecture facts, String architecture, ObjectNode json) {
        Attention attention = facts.attention();
        json.putArray("architectures").add(architecture);
        json.put("hidden_act", "silu");
        json.put("vocab_size", facts.vocab());
        json.put("hidden_size", facts.width());
        json.put("num_attention_heads", attention.heads());
        json.put("num_key_value_heads", attention.kvHeads());
        json.put("head_dim", attention.headWidth());
        json.put("intermediate_size", facts.mlpWidth());
        json.put("rms_norm_eps", Keys.decimal(facts.normEps()));
        Keys.write(attention.rope(), json);
        json.put("max_position_embeddings", facts.context());
        json.put("num_hidden_layers", facts.layers());
        json.put("tie_word_embeddings", facts.tied());
    }

    static List<Stored> stored(Param param) {
        String at = "model.layers." + param.layer() + ".";
        String attention = at + "self_attn.";
        return switch (param.tensor()) {
            case EMBEDDING -> Stored.whole(param, "model.embed_tokens.weight");
            case NORM_1 -> Stored.whole(param, at + "input_layernorm.weight");
            case QKV ->
                Stored.pieces(
                        param, attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight");
            case QKV_BIAS ->
                Stored.pieces(param, attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias");
            case QUERY_NORM -> Stored.whole(param, attention + "q_norm.weight");
            case KEY_NORM -> Stored.whole(param, attention + "k_norm.weight");
            case ATTENTION_OUT -> Stored.whole(param, attention + "o_proj.weight");
            case ATTENTION_OUT_BIAS -> Stored.whole(param, attention + "o_proj.bias");
            case NORM_3 -> Stored.whole(param, at + "post_attention_layernorm.weight");
            case GATE_UP -> Stored.pieces(param, at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight");
            case DOWN -> Stored.whole(param, at + "mlp.down_proj.weight");
            case FINAL_NORM -> Stored.whole(param, "model.norm.weight");
            case HEAD -> Stored.whole(param, "lm_head.weight");
            default -> throw new IllegalArgumentException(param.toString());
        };
    }
}
