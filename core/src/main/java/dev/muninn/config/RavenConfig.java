package dev.muninn.config;

import static dev.muninn.error.MuninnException.require;

/**
 * The Raven family ({@code model_type: huginn_raven}): prelude, core block looped with an adapter, coda; sandwich blocks of
 * RMSNorm, attention with an optional q/k bias, and a SiLU-gated MLP (Geiping et al. 2025, arXiv:2502.05171). Prelude blocks
 * may have, instead of attention, a short causal convolution on the residual stream, a Canon layer (Allen-Zhu 2025, Physics of
 * Language Models 4.1): then every look-up is the core's to do.
 *
 * @param vocab rows of the embedding, padded
 * @param headWidth {@code width / heads}
 * @param qkBias whether queries and keys have a learned bias
 * @param backpropDepth recurrences that training differentiates through
 * @param convolutionTaps positions that a prelude block's convolution reads, its own included, at least 2; 0 for preludes with attention
 */
public record RavenConfig(
        int vocab,
        int width,
        int heads,
        int kvHeads,
        int headWidth,
        int mlpWidth,
        float normEps,
        double ropeBase,
        int maxPositions,
        int preludeBlocks,
        int coreBlocks,
        int codaBlocks,
        int meanRecurrence,
        int backpropDepth,
        boolean qkBias,
        boolean tiedEmbeddings,
        int convolutionTaps,
        SpecialTokens specialTokens)
        implements ModelConfig {
    public static final String MODEL_TYPE = "huginn_raven";

    /** Not a key of the reference's. */
    static final String TAPS_KEY = "short_conv_taps";

    public RavenConfig {
        Sizes.inRange("padded_vocab_size", vocab, 1, Sizes.VOCAB);
        Sizes.inRange("n_embd", width, 2, Sizes.WIDTH);
        Heads.check("n_heads", heads, "num_key_value_heads", kvHeads, headWidth);
        require(
                (long) heads * headWidth == width,
                "n_embd is %d, it must be n_heads (%d) times head_dim (%d)",
                width,
                heads,
                headWidth);
        require(
                !qkBias || kvHeads == heads,
                "qk_bias is true with %d num_key_value_heads for %d n_heads; the bias is defined for equal numbers only",
                kvHeads,
                heads);
        Sizes.inRange("intermediate_size", mlpWidth, 1, Sizes.MLP_WIDTH);
        Sizes.positive("norm_eps", normEps, 1);
        Sizes.positive("rope_base", ropeBase, 1e12);
        Sizes.inRange("block_size", maxPositions, 1, Sizes.POSITIONS);
        Sizes.inRange("n_layers_in_prelude", preludeBlocks, 0, Sizes.BLOCKS);
        Sizes.inRange("n_layers_in_recurrent_block", coreBlocks, 1, Sizes.BLOCKS);
        Sizes.inRange("n_layers_in_coda", codaBlocks, 0, Sizes.BLOCKS);
        Sizes.inRange("mean_recurrence", meanRecurrence, 1, Sizes.RECURRENCE);
        Sizes.inRange("mean_backprop_depth", backpropDepth, 1, Sizes.RECURRENCE);
        Sizes.inRange(TAPS_KEY, convolutionTaps, 0, Sizes.TAPS);
        require(
                convolutionTaps != 1,
                TAPS_KEY + " is 1; a convolution of its own position alone is none, wanted 0 or 2 and more");
        Sizes.matrix("the embedding", vocab, width);
        Sizes.matrix("the adapter", width, 2L * width);
        Sizes.matrix("the attention input projection", (heads + 2L * kvHeads) * headWidth, width);
        Sizes.matrix("the MLP input projection", 2L * mlpWidth, width);
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    static RavenConfig from(JsonFields json) {
        json.expect("architecture_class_name", "RecurrentGPT");
        json.expect("block_class_name", "SandwichBlock");
        json.expect("norm_class_name", "RMSNorm_llama");
        json.expect("mlp_class_name", "GatedMLP");
        json.expect("nonlin_name", "SiLU");
        json.expect("injection_type", "linear");
        json.expect("state_init", "like-init");
        json.expect("bias", false);
        int width = json.integer("n_embd", 2, Sizes.WIDTH);
        int heads = json.integer("n_heads", 1, Sizes.HEADS);
        checkEmbedScale(json, width);
        checkWidths(json, width, heads);
        return json.checked(() -> new RavenConfig(
                vocab(json),
                width,
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                width / heads,
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                (float) json.number("norm_eps"),
                json.number("rope_base"),
                json.integer("block_size", 1, Sizes.POSITIONS),
                json.integer("n_layers_in_prelude", 0, Sizes.BLOCKS),
                json.integer("n_layers_in_recurrent_block", 1, Sizes.BLOCKS),
                json.integer("n_layers_in_coda", 0, Sizes.BLOCKS),
                json.integer("mean_recurrence", 1, Sizes.RECURRENCE),
                json.integerOr("mean_backprop_depth", 8, 1, Sizes.RECURRENCE),
                json.bool("qk_bias"),
                tied(json),
                json.integerOr(TAPS_KEY, 0, 0, Sizes.TAPS),
                SpecialTokens.from(json)));
    }

    private static int vocab(JsonFields json) {
        int vocab = json.integer("vocab_size", 1, Sizes.VOCAB);
        int multiple = json.integerOr("padding_multiple", 4096, 1, Sizes.VOCAB);
        long padded = ((long) vocab + multiple - 1) / multiple * multiple;
        return json.integerOr("padded_vocab_size", (int) Math.min(padded, Integer.MAX_VALUE), vocab, Sizes.VOCAB);
    }

    private static void checkWidths(JsonFields json, int width, int heads) {
        json.require(width % heads == 0, "n_heads", heads, "a divisor of n_embd (" + width + ")");
        int headWidth = json.integerOr("head_dim", width / heads, 1, Sizes.WIDTH);
        json.require(headWidth == width / heads, "head_dim", headWidth, "n_embd / n_heads = " + width / heads);
    }

    /** The reference reads the embedding's factor from the config; we compute it, so they must agree. */
    private static void checkEmbedScale(JsonFields json, int width) {
        json.optionalObject("init_values")
                .ifPresent(values -> values.optionalNumber("embed_scale")
                        .ifPresent(scale -> values.require(
                                Math.abs(scale / Math.sqrt(width) - 1) < 1e-4,
                                "embed_scale",
                                scale,
                                "the square root of n_embd, " + (float) Math.sqrt(width))));
    }

    private static boolean tied(JsonFields json) {
        boolean tied = json.boolOr("tie_embeddings", json.boolOr("tie_word_embeddings", true));
        boolean second = json.boolOr("tie_word_embeddings", tied);
        json.require(second == tied, "tie_word_embeddings", second, tied + ", as tie_embeddings says");
        return tied;
    }
}
