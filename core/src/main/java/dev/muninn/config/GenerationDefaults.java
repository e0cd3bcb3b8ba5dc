package dev.muninn.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The suggestions of a {@code generation_config.json}; every field is optional and a request may override it. A key that would change
 * results and that Muninn cannot follow is refused by name, unless its value is the neutral one; all other keys are ignored.
 *
 * @param draws {@code do_sample}: false takes the likeliest token whatever the temperature, true draws
 * @param topK 0 for all tokens ({@code -1} in files that follow vLLM)
 * @param maxNewTokens tokens of an answer, at most
 * @param maxLength tokens of prompt and answer together, at most; {@code maxNewTokens} goes before it
 * @param stopStrings end an answer
 * @param suppressed tokens that are never drawn
 */
public record GenerationDefaults(
        SpecialTokens specialTokens,
        Optional<Boolean> draws,
        OptionalDouble temperature,
        OptionalInt topK,
        OptionalDouble topP,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        OptionalInt maxNewTokens,
        OptionalInt maxLength,
        List<String> stopStrings,
        Set<Integer> suppressed) {
    /** Nothing is suggested. */
    public static final GenerationDefaults NONE = new GenerationDefaults(
            SpecialTokens.NONE,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(),
            Set.of());

    /** Numbers that change which token is drawn, each with the value that changes nothing. */
    private static final Map<String, Double> NEUTRAL_NUMBERS = Map.ofEntries(
            Map.entry("num_beams", 1.0),
            Map.entry("num_beam_groups", 1.0),
            Map.entry("penalty_alpha", 0.0),
            Map.entry("typical_p", 1.0),
            Map.entry("top_h", 1.0),
            Map.entry("epsilon_cutoff", 0.0),
            Map.entry("eta_cutoff", 0.0),
            Map.entry("no_repeat_ngram_size", 0.0),
            Map.entry("encoder_no_repeat_ngram_size", 0.0),
            Map.entry("encoder_repetition_penalty", 1.0),
            Map.entry("presence_penalty", 0.0),
            Map.entry("frequency_penalty", 0.0),
            Map.entry("guidance_scale", 1.0),
            Map.entry("min_length", 0.0),
            Map.entry("min_new_tokens", 0.0),
            Map.entry("diversity_penalty", 0.0));

    /** Keys that change which token is drawn as soon as they hold anything. */
    private static final List<String> REFUSED = List.of(
            "bad_words_ids",
            "force_words_ids",
            "constraints",
            "sequence_bias",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "begin_suppress_tokens",
            "forced_decoder_ids",
            "exponential_decay_length_penalty",
            "watermarking_config",
            "dola_layers");

    public GenerationDefaults {
        stopStrings = List.copyOf(stopStrings);
        suppressed = Set.copyOf(suppressed);
    }

    static GenerationDefaults from(JsonFields json) {
        refuseUnsupported(json);
        return new GenerationDefaults(
                SpecialTokens.from(json),
                json.has("do_sample") ? Optional.of(json.bool("do_sample")) : Optional.empty(),
                json.optionalNumber("temperature", 0, 1e6),
                topK(json),
                json.optionalNumber("top_p", 0, 1),
                json.optionalNumber("min_p", 0, 1),
                json.optionalNumber("repetition_penalty", 1e-6, 1e6),
                json.optionalInt("max_new_tokens", 1, Integer.MAX_VALUE),
                json.optionalInt("max_length", 1, Integer.MAX_VALUE),
                stopStrings(json),
                Set.copyOf(json.intOrList("suppress_tokens", 0, Sizes.VOCAB)));
    }

    private static OptionalInt topK(JsonFields json) {
        OptionalInt k = json.optionalInt("top_k", -1, Sizes.VOCAB);
        return k.isPresent() ? OptionalInt.of(Math.max(0, k.getAsInt())) : k;
    }

    private static List<String> stopStrings(JsonFields json) {
        List<String> stops = new ArrayList<>(json.stringOrList("stop_strings"));
        json.require(
                stops.stream().noneMatch(String::isEmpty), "stop_strings", "an empty text", "texts to stop before");
        return stops;
    }

    private static void refuseUnsupported(JsonFields json) {
        NEUTRAL_NUMBERS.forEach((key, neutral) -> {
            if (json.has(key)) {
                double found = json.number(key);
                json.require(
                        found == neutral,
                        key,
                        found,
                        "%s, which changes nothing: Muninn does not do this; take the key out to go without"
                                .formatted(neutral));
            }
        });
        for (String key : REFUSED) {
            json.require(
                    !json.has(key),
                    key,
                    "a value",
                    "null or absent: Muninn does not do this, and it changes answers; take the key out to go without");
        }
    }
}
