package dev.muninn.tokenizer;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufMetadata;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The tokens of a GGUF file, their kinds, and those with a role. */
final class GgufVocabulary {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String KINDS = "tokenizer.ggml.token_type";
    private static final int MOST_TOKENS = 1 << 24;
    /** Roles by their key in the file, as tokenizer_config.json calls them. */
    private static final Map<String, String> ROLES = Map.of(
            "bos", "bos_token",
            "eos", "eos_token",
            "eot", Tokenizer.END_OF_TURN,
            "eom", Tokenizer.END_OF_MESSAGE,
            "unknown", "unk_token",
            "padding", "pad_token");

    private final GgufMetadata metadata;
    private final String[] tokens;
    private final Kind[] kinds;
    private final Map<String, Integer> roles = new LinkedHashMap<>();

    /** Kinds of tokens, by their numbers in the file. */
    enum Kind {
        /** Not said, or of no meaning for text. */
        UNDEFINED,
        NORMAL,
        UNKNOWN,
        /** Written by templates and the model, never by a text. */
        CONTROL,
        /** Found in a text before it is cut into pieces. */
        USER_DEFINED,
        UNUSED,
        /** A single byte, spelled {@code <0x0A>}. */
        BYTE;

        static Kind numbered(long number) {
            return number >= 0 && number < values().length ? values()[(int) number] : UNDEFINED;
        }
    }

    GgufVocabulary(GgufMetadata metadata) {
        this.metadata = metadata;
        this.tokens = metadata.texts(TOKENS).orElseThrow(() -> metadata.missing(TOKENS));
        MuninnException.require(
                tokens.length <= MOST_TOKENS, "%s: %d tokens, wanted at most %d", where(), tokens.length, MOST_TOKENS);
        this.kinds = readKinds();
        ROLES.forEach((key, role) -> metadata.integer("tokenizer.ggml." + key + "_token_id", 0, tokens.length - 1)
                .ifPresent(id -> roles.put(role, id)));
        for (String ends : new String[] {"bos_token", "eos_token", Tokenizer.END_OF_TURN, Tokenizer.END_OF_MESSAGE}) {
            role(ends).ifPresent(id -> kinds[id] = Kind.CONTROL);
        }
    }

    /** All are normal where the file does not say. */
    private Kind[] readKinds() {
        Kind[] all = new Kind[tokens.length];
        Arrays.fill(all, Kind.NORMAL);
        metadata.integers(KINDS).ifPresent(numbers -> {
            requireAll(KINDS, numbers.length);
            Arrays.setAll(all, id -> Kind.numbered(numbers[id]));
        });
        return all;
    }

    void requireAll(String key, int found) {
        MuninnException.require(
                found == tokens.length,
                "%s: metadata '%s' has %d entries for %d tokens",
                where(),
                key,
                found,
                tokens.length);
    }

    private String where() {
        return metadata.file().toString();
    }

    int size() {
        return tokens.length;
    }

    String token(int id) {
        return tokens[id];
    }

    Kind kind(int id) {
        return kinds[id];
    }

    /** The id of a role, such as {@code bos_token}. */
    OptionalInt role(String name) {
        Integer id = roles.get(name);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The tokens' texts by role. */
    Map<String, String> roles() {
        Map<String, String> texts = new LinkedHashMap<>();
        roles.forEach((role, id) -> texts.put(role, tokens[id]));
        return texts;
    }

    /**
     * Ids by text. A converter fills the list up to the embedding's rows with {@code [PAD151700]} and empty texts; those are no tokens.
     */
    Map<String, Integer> ids() {
        Map<String, Integer> ids = HashMap.newHashMap(tokens.length);
        for (int id = 0; id < tokens.length; id++) {
            String token = tokens[id];
            if (!token.isEmpty() && !isPadding(id)) {
                Integer other = ids.put(token, id);
                MuninnException.require(
                        other == null,
                        "%s: tokens %s and %d are both '%s'",
                        where(),
                        other,
                        id,
                        JsonFields.shorten(token));
            }
        }
        return ids;
    }

    private boolean isPadding(int id) {
        return kind(id) == Kind.UNUSED && tokens[id].equals("[PAD" + id + "]");
    }
}
