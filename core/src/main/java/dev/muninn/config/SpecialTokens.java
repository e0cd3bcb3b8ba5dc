package dev.muninn.config;

import java.util.List;
import java.util.OptionalInt;

/** Token ids with a role; a model may have several that end a text. */
public record SpecialTokens(OptionalInt bos, List<Integer> eos, OptionalInt pad) {
    /** No token has a role. */
    public static final SpecialTokens NONE = new SpecialTokens(OptionalInt.empty(), List.of(), OptionalInt.empty());

    public SpecialTokens {
        eos = List.copyOf(eos);
    }

    /** Those that a config names. */
    public static SpecialTokens from(JsonFields json) {
        return new SpecialTokens(
                json.optionalInt("bos_token_id", 0, Sizes.VOCAB),
                json.intOrList("eos_token_id", 0, Sizes.VOCAB),
                json.optionalInt("pad_token_id", 0, Sizes.VOCAB));
    }
}
