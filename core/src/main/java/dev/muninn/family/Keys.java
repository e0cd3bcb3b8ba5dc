package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Rope;
import dev.muninn.architecture.Rope.Scaling;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Config keys that several families share. */
final class Keys {
    /** Keys that change results in some model of the field and in none of ours, with the value at which they change nothing. */
    private static final Map<String, Object> NEUTRAL = Map.ofEntries(
            Map.entry("partial_rotary_factor", 1),
            Map.entry("attention_multiplier", 1),
            Map.entry("embedding_multiplier", 1),
            Map.entry("residual_multiplier", 1),
            Map.entry("logits_scaling", 1),
            Map.entry("logit_scale", 1),
            Map.entry("attn_logit_softcapping", 0),
            Map.entry("final_logit_softcapping", 0),
            Map.entry("clip_qkv", 0),
            Map.entry("num_experts", 0),
            Map.entry("num_local_experts", 0),
            Map.entry("is_encoder_decoder", false),
            Map.entry("use_qk_norm", false),
            Map.entry("alibi", false));

    /** Our own kind: what GGUF files hold as a tensor. */
    private static final String DIVISORS = "divisors";

    private Keys() {}

    /** Refuses what no family here implements; {@code quantization_config} by other tools among it. */
    static void refuse(JsonFields json) {
        NEUTRAL.forEach(json::expectNeutral);
        json.expectAbsent("quantization_config", "weights quantized by other tools");
        json.expectAbsent("no_rope_layers", "layers without positions");
    }

    /** {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters} as transformers 5 writes them. */
    static Rope rope(JsonFields json, Rope.Pairs pairs, double defaultBase, int context) {
        Optional<JsonFields> parameters = json.optionalObject("rope_parameters");
        Optional<JsonFields> scaling = json.optionalObject("rope_scaling");
        double base = json.optionalNumber("rope_theta").orElse(defaultBase);
        if (parameters.isPresent()) {
            JsonFields found = parameters.get();
            double second = found.optionalNumber("rope_theta").orElse(base);
            found.require(
                    !json.has("rope_theta") || second == base,
                    "rope_theta",
                    second,
                    "as 'rope_theta' beside it says, " + base);
            base = second;
        }
        Scaling own = parameters.map(found -> scaling(found, context)).orElse(Scaling.NONE);
        Scaling other = scaling.map(found -> scaling(found, context)).orElse(own);
        json.require(
                parameters.isEmpty() || other.equals(own),
                "rope_scaling",
                other,
                "as 'rope_parameters' beside it says, " + own);
        double checked = base;
        return json.checked(() -> new Rope(pairs, checked, other));
    }

    private static Scaling scaling(JsonFields json, int context) {
        String key = json.alias("rope_type", "type");
        String type = json.has(key) ? json.string(key) : "default";
        json.expectNeutral("partial_rotary_factor", 1);
        return switch (type) {
            case "default", "none" -> Scaling.NONE;
            case "linear" -> new Scaling.Linear(factor(json));
            case "llama3" ->
                new Scaling.Llama3(
                        factor(json),
                        json.number("low_freq_factor"),
                        json.number("high_freq_factor"),
                        json.integer("original_max_position_embeddings", 1, Sizes.POSITIONS));
            case "yarn" -> yarn(json, context);
            case DIVISORS ->
                new Scaling.Divisors(
                        json.numbers(DIVISORS).stream().map(Double::floatValue).toList());
            default ->
                throw json.fault(
                        key,
                        "'" + JsonFields.shorten(type) + "'",
                        "one of default, linear, llama3, yarn, divisors, the kinds implemented");
        };
    }

    private static double factor(JsonFields json) {
        double factor = json.number("factor");
        json.require(factor > 0, "factor", factor, "a number above 0");
        return factor;
    }

    private static Scaling yarn(JsonFields json, int context) {
        double factor = factor(json);
        double plain = Scaling.Yarn.amplitude(factor);
        double mscale = json.optionalNumber("mscale").orElse(0);
        double all = json.optionalNumber("mscale_all_dim").orElse(0);
        if (mscale != 0 && all != 0) {
            plain = factor <= 1 ? 1 : (0.1 * mscale * Math.log(factor) + 1) / (0.1 * all * Math.log(factor) + 1);
        }
        return new Scaling.Yarn(
                factor,
                json.optionalNumber("beta_fast").orElse(32),
                json.optionalNumber("beta_slow").orElse(1),
                json.integerOr("original_max_position_embeddings", context, 1, Sizes.POSITIONS),
                (float) json.optionalNumber("attention_factor").orElse(plain),
                json.boolOr("truncate", true));
    }

    /** What {@link #rope} reads, in the older form. */
    static void write(Rope rope, ObjectNode json) {
        json.put("rope_theta", rope.base());
        if (rope.scaling() instanceof Scaling.None) {
            return;
        }
        ObjectNode scaling = json.putObject("rope_scaling");
        switch (rope.scaling()) {
            case Scaling.None() -> {}
            case Scaling.Linear(double factor) ->
                scaling.put("rope_type", "linear").put("factor", factor);
            case Scaling.Llama3 llama ->
                scaling.put("rope_type", "llama3")
                        .put("factor", llama.factor())
                        .put("low_freq_factor", llama.low())
                        .put("high_freq_factor", llama.high())
                        .put("original_max_position_embeddings", llama.context());
            case Scaling.Yarn yarn ->
                scaling.put("rope_type", "yarn")
                        .put("factor", yarn.factor())
                        .put("beta_fast", yarn.betaFast())
                        .put("beta_slow", yarn.betaSlow())
                        .put("original_max_position_embeddings", yarn.context())
                        .put("attention_factor", decimal(yarn.amplitude()))
                        .put("truncate", yarn.truncate());
            case Scaling.Divisors divisors -> {
                scaling.put("rope_type", DIVISORS);
                var list = scaling.putArray(DIVISORS);
                divisors.divisors().forEach(divisor -> list.add(decimal(divisor)));
            }
        }
    }

    /** Whether the embedding is the head; both names of the key, which must agree. */
    static boolean tied(JsonFields json, boolean fallback) {
        return json.boolOr(json.alias("tie_word_embeddings", "tie_embeddings"), fallback);
    }

    static void writeSpecialTokens(Architecture facts, ObjectNode json) {
        facts.tokens().bos().ifPresent(id -> json.put("bos_token_id", id));
        facts.tokens().pad().ifPresent(id -> json.put("pad_token_id", id));
        var eos = facts.tokens().eos();
        if (eos.size() == 1) {
            json.put("eos_token_id", eos.getFirst());
        } else if (!eos.isEmpty()) {
            eos.forEach(json.putArray("eos_token_id")::add);
        }
    }

    /** The double that prints like the float: 1.0E-6, not 9.999999974752427E-7. */
    static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
