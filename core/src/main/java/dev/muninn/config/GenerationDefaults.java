package dev.muninn.config;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What {@code generation_config.json} suggests; every field is optional and a request may override it. */
public record GenerationDefaults(
        SpecialTokens specialTokens,
        OptionalDouble temperature,
        OptionalInt topK,
        OptionalDouble topP,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        OptionalInt maxNewTokens) {
    /** Nothing is suggested. */
    public static final GenerationDefaults NONE = new GenerationDefaults(
            SpecialTokens.NONE,
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty());

    static GenerationDefaults from(JsonFields json) {
        return new GenerationDefaults(
                SpecialTokens.from(json),
                json.optionalNumber("temperature", 0, 1e6),
                json.optionalInt("top_k", 0, Sizes.VOCAB),
                json.optionalNumber("top_p", 0, 1),
                json.optionalNumber("min_p", 0, 1),
                json.optionalNumber("repetition_penalty", 1e-6, 1e6),
                json.optionalInt("max_new_tokens", 1, Integer.MAX_VALUE));
    }
}
