package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufMetadata;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufTensor;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hyperparameters of a GGUF model as the {@code config.json} of its family says them, so that the family reads both the same way. What
 * such a config cannot say and would change the numbers is refused.
 *
 * <p>Defaults are those of llama.cpp: {@code head_count_kv} the heads, a head's width {@code embedding_length / head_count}, {@code
 * rope.freq_base} 10000. Without {@code output.weight} the head is the embedding.
 */
final class GgufConfig {
    private static final int MOST_BLOCKS = 10_000;
    private static final int MOST = 100_000_000;
    private static final double USUAL_BASE = 10_000;
    /** Keys of other models under these names of architectures; each changes what a layer computes. */
    private static final String[] REFUSED = {
        "expert_count",
        "attention.scale",
        "attention.clamp_kqv",
        "attention.max_alibi_bias",
        "logit_scale",
        "embedding_scale",
        "residual_scale",
        "final_logit_softcapping",
        "attn_logit_softcapping",
        "rope.dimension_sections"
    };

    private static final Map<String, String> SAMPLING = Map.of(
            "temp", "temperature",
            "top_k", "top_k",
            "top_p", "top_p",
            "min_p", "min_p",
            "penalty_repeat", "repetition_penalty");

    private final GgufModel model;
    private final GgufMetadata metadata;
    private final GgufArchitecture architecture;

    private GgufConfig(GgufModel model) {
        this.model = model;
        this.metadata = model.metadata();
        this.architecture = GgufArchitecture.of(metadata);
    }

    /** The config of the family that {@code model} is of. */
    static ObjectNode of(GgufModel model) {
        return new GgufConfig(model).read();
    }

    /** The width of a head: {@code attention.key_length}, else width / heads. */
    static int headWidth(GgufMetadata metadata) {
        GgufArchitecture architecture = GgufArchitecture.of(metadata);
        int heads = metadata.requireInteger(architecture.key("attention.head_count"), 1, MOST);
        int width = metadata.requireInteger(architecture.key("embedding_length"), 1, MOST);
        int head = metadata.integer(architecture.key("attention.key_length"), 1, MOST)
                .orElse(width / heads);
        for (String same : new String[] {"attention.value_length", "rope.dimension_count"}) {
            int found = metadata.integer(architecture.key(same), 1, MOST).orElse(head);
            MuninnException.require(
                    found == head,
                    "%s: metadata '%s' is %d and a head's width %d; only equal ones are supported",
                    metadata.file(),
                    architecture.key(same),
                    found,
                    head);
        }
        return head;
    }

    private ObjectNode read() {
        refuseOthers();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int heads = integer("attention.head_count");
        int window = metadata.integer(architecture.key("attention.sliding_window"), 0, MOST)
                .orElse(0);
        boolean mistral = architecture == GgufArchitecture.LLAMA && window > 0;
        json.put("model_type", mistral ? "mistral" : architecture.label());
        json.put("vocab_size", vocabulary());
        json.put("hidden_size", integer("embedding_length"));
        json.put("intermediate_size", integer("feed_forward_length"));
        json.put("num_hidden_layers", metadata.requireInteger(architecture.key("block_count"), 1, MOST_BLOCKS));
        json.put("num_attention_heads", heads);
        json.put(
                "num_key_value_heads",
                metadata.integer(architecture.key("attention.head_count_kv"), 1, MOST)
                        .orElse(heads));
        json.put("head_dim", headWidth(metadata));
        json.put("max_position_embeddings", integer("context_length"));
        json.put(
                "rms_norm_eps",
                number("attention.layer_norm_rms_epsilon")
                        .orElseThrow(() -> metadata.missing(architecture.key("attention.layer_norm_rms_epsilon"))));
        json.put("hidden_act", "silu");
        json.put("tie_word_embeddings", model.tensor(GgufNames.HEAD).isEmpty());
        if (architecture != GgufArchitecture.QWEN2) {
            json.put(
                    "attention_bias",
                    model.tensor(GgufNames.inBlock(0, "attn_q.bias")).isPresent());
        }
        if (mistral) {
            json.put("sliding_window", window);
        }
        json.set("rope_parameters", rope());
        putSpecialTokens(json);
        return json;
    }

    private void putSpecialTokens(ObjectNode json) {
        id("bos").ifPresent(id -> json.put("bos_token_id", id));
        id("padding").ifPresent(id -> json.put("pad_token_id", id));
        ArrayNode ends = JsonNodeFactory.instance.arrayNode();
        for (String end : new String[] {"eos", "eot", "eom"}) {
            id(end).ifPresent(ends::add);
        }
        if (!ends.isEmpty()) {
            json.set("eos_token_id", ends);
        }
    }

    private OptionalInt id(String role) {
        return metadata.integer("tokenizer.ggml." + role + "_token_id", 0, MOST);
    }

    /** What the file suggests for drawing tokens, as a {@code generation_config.json} says it. */
    static ObjectNode sampling(GgufMetadata metadata) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        SAMPLING.forEach((key, name) -> metadata.number("general.sampling." + key)
                .ifPresent(value -> {
                    if (name.equals("top_k")) {
                        json.put(name, (int) value);
                    } else {
                        json.put(name, value);
                    }
                }));
        return json;
    }

    private void refuseOthers() {
        for (String key : REFUSED) {
            OptionalDouble found = metadata.number(architecture.key(key));
            MuninnException.require(
                    found.orElse(0) == 0,
                    "%s: metadata '%s' is %s; such models are not supported",
                    metadata.file(),
                    architecture.key(key),
                    found.orElse(0));
        }
        MuninnException.require(
                metadata.flag(architecture.key("attention.causal")).orElse(true),
                "%s: attention is not causal; such models are not supported",
                metadata.file());
    }

    private int vocabulary() {
        GgufTensor embedding = model.require(GgufNames.EMBEDDING);
        long rows = embedding.shape().getFirst();
        MuninnException.require(
                embedding.shape().size() == 2 && rows <= MOST,
                "%s: tensor '%s' has shape %s, wanted (vocabulary, width)",
                embedding.file(),
                embedding.name(),
                embedding.shape());
        return (int) rows;
    }

    /** As {@code rope_parameters} of transformers 5. */
    private ObjectNode rope() {
        ObjectNode rope = JsonNodeFactory.instance.objectNode();
        rope.put("rope_theta", number("rope.freq_base").orElse(USUAL_BASE));
        OptionalDouble old = number("rope.scale_linear"); // files of 2023
        String type =
                metadata.text(architecture.key("rope.scaling.type")).orElse(old.orElse(0) > 0 ? "linear" : "none");
        double factor = number("rope.scaling.factor").orElse(old.orElse(0));
        switch (type) {
            case "none" -> putDivisors(rope.put("rope_type", "default"));
            case "linear" -> rope.put("rope_type", "linear").put("factor", positive("rope.scaling.factor", factor));
            case "yarn" -> putYarn(rope, positive("rope.scaling.factor", factor));
            default ->
                throw new MuninnException("%s: metadata '%s' is '%s', wanted none, linear or yarn"
                        .formatted(metadata.file(), architecture.key("rope.scaling.type"), type));
        }
        MuninnException.require(
                type.equals("none") || model.tensor(GgufNames.ROPE_DIVISORS).isEmpty(),
                "%s: positions are scaled by '%s' and by tensor '%s'; only one of them is supported",
                metadata.file(),
                type,
                GgufNames.ROPE_DIVISORS);
        return rope;
    }

    /** Llama 3.1 and later: no key says how frequencies are scaled, a tensor has what each is divided by, (D/2). */
    private void putDivisors(ObjectNode rope) {
        model.tensor(GgufNames.ROPE_DIVISORS).ifPresent(tensor -> {
            int half = headWidth(metadata) / 2;
            MuninnException.require(
                    tensor.elements() == half,
                    "%s: tensor '%s' has %d elements, wanted %d, half of a head's width",
                    tensor.file(),
                    tensor.name(),
                    tensor.elements(),
                    half);
            ArrayNode divisors = rope.put("rope_type", "divisors").putArray("divisors");
            for (float divisor : model.values(tensor)) {
                divisors.add(divisor);
            }
        });
    }

    /** llama.cpp multiplies its own factor by 0.1 · ln(factor) + 1, which the config's {@code attention_factor} replaces. */
    private void putYarn(ObjectNode rope, double factor) {
        rope.put("rope_type", "yarn").put("factor", factor);
        rope.put("original_max_position_embeddings", integer("rope.scaling.original_context_length"));
        number("rope.scaling.yarn_beta_fast").ifPresent(beta -> rope.put("beta_fast", beta));
        number("rope.scaling.yarn_beta_slow").ifPresent(beta -> rope.put("beta_slow", beta));
        OptionalDouble attention = number("rope.scaling.attn_factor");
        OptionalDouble yarnAttention = number("rope.scaling.yarn_attn_factor");
        double own = attention.orElse(1) * yarnAttention.orElse(1);
        if (own != 1) {
            rope.put("attention_factor", own * (0.1 * Math.log(factor) + 1));
        }
        for (String key : new String[] {"rope.scaling.yarn_ext_factor", "rope.scaling.yarn_log_multiplier"}) {
            double usual = key.endsWith("ext_factor") ? 1 : 0;
            MuninnException.require(
                    number(key).orElse(usual) == usual,
                    "%s: metadata '%s' is %s; only %s is supported",
                    metadata.file(),
                    architecture.key(key),
                    number(key).orElse(usual),
                    usual);
        }
    }

    private double positive(String key, double found) {
        MuninnException.require(
                found > 0, "%s: metadata '%s' is %s, wanted above 0", metadata.file(), architecture.key(key), found);
        return found;
    }

    private int integer(String key) {
        return metadata.requireInteger(architecture.key(key), 1, MOST);
    }

    private OptionalDouble number(String key) {
        return metadata.number(architecture.key(key));
    }
}
