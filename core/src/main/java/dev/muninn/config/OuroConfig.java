package dev.muninn.config;

/**
 * The Ouro family ({@code model_type: ouro}): the whole stack is looped, the final norm is part of the loop, and a learned
 * gate decides the exit (Zhu et al. 2025, arXiv:2510.25741).
 *
 * @param exitThreshold cumulative exit probability at which a position stops; 1 never stops early
 */
public record OuroConfig(
        int vocab,
        int width,
        int heads,
        int kvHeads,
        int headWidth,
        int mlpWidth,
        float normEps,
        double ropeBase,
        int maxPositions,
        int coreBlocks,
        int meanRecurrence,
        float exitThreshold,
        boolean tiedEmbeddings,
        SpecialTokens specialTokens)
        implements ModelConfig {
    public static final String MODEL_TYPE = "ouro";

    public OuroConfig {
        Sizes.inRange("vocab_size", vocab, 1, Sizes.VOCAB);
        Sizes.inRange("hidden_size", width, 2, Sizes.WIDTH);
        Heads.check("num_attention_heads", heads, "num_key_value_heads", kvHeads, headWidth);
        Sizes.inRange("intermediate_size", mlpWidth, 1, Sizes.MLP_WIDTH);
        Sizes.positive("rms_norm_eps", normEps, 1);
        Sizes.positive("rope_theta", ropeBase, 1e12);
        Sizes.inRange("max_position_embeddings", maxPositions, 1, Sizes.POSITIONS);
        Sizes.inRange("num_hidden_layers", coreBlocks, 1, Sizes.BLOCKS);
        Sizes.inRange("total_ut_steps", meanRecurrence, 1, Sizes.RECURRENCE);
        Sizes.positive("early_exit_threshold", exitThreshold, 1);
        Sizes.matrix("the embedding", vocab, width);
        Sizes.matrix("the attention input projection", (heads + 2L * kvHeads) * headWidth, width);
        Sizes.matrix("the MLP input projection", 2L * mlpWidth, width);
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    static OuroConfig from(JsonFields json) {
        json.expect("hidden_act", "silu");
        json.expect("use_sliding_window", false);
        json.expect("attention_bias", false);
        json.expect("mlp_bias", false);
        json.expectAbsent("rope_scaling", "scaled rotary angles");
        json.expectAll("layer_types", "full_attention");
        int width = json.integer("hidden_size", 2, Sizes.WIDTH);
        int heads = json.integer("num_attention_heads", 1, Sizes.HEADS);
        json.require(
                json.has("head_dim") || width % heads == 0,
                "num_attention_heads",
                heads,
                "a divisor of hidden_size (" + width + "), or head_dim given");
        return json.checked(() -> new OuroConfig(
                json.integer("vocab_size", 1, Sizes.VOCAB),
                width,
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                json.integerOr("head_dim", width / heads, 2, Sizes.WIDTH),
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                (float) json.number("rms_norm_eps"),
                json.number("rope_theta"),
                json.integer("max_position_embeddings", 1, Sizes.POSITIONS),
                json.integer("num_hidden_layers", 1, Sizes.BLOCKS),
                json.integer("total_ut_steps", 1, Sizes.RECURRENCE),
                (float) json.optionalNumber("early_exit_threshold").orElse(1),
                json.boolOr("tie_word_embeddings", false),
                SpecialTokens.from(json)));
    }
}
