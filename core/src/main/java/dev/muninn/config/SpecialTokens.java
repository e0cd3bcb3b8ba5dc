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

    /** Those that a config names; one or a list of each, negative for none. */
    public static SpecialTokens from(JsonFields json) {
        return new SpecialTokens(first(json, "bos_token_id"), ids(json, "eos_token_id"), first(json, "pad_token_id"));
    }

    private static OptionalInt first(JsonFields json, String key) {
        return ids(json, key).stream().mapToInt(i -> i).findFirst();
    }

    private static List<Integer> ids(JsonFields json, String key) {
        return json.intOrList(key, -1, Sizes.VOCAB).stream()
                .filter(id -> id >= 0)
                .toList();
    }
}
