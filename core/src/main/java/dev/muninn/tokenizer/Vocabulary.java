package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/**
 * The ids of a tokenizer.json: the model's vocabulary and the added tokens. Tokens are spelled as in the file, so a
 * byte-level token has its bytes mapped to printable letters ({@code Ġthe} for " the").
 */
final class Vocabulary {
    private static final int LARGEST_ID = 1 << 24;

    private final String name;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> tokens = new HashMap<>();
    private final BitSet known = new BitSet();
    private final BitSet added = new BitSet();
    private final BitSet special = new BitSet();

    private Vocabulary(String name) {
        this.name = name;
    }

    /** Reads {@code model.vocab} (a map, or a list of [token, score] pairs) and {@code added_tokens}. */
    static Vocabulary of(JsonNode tokenizer, String name) {
        Vocabulary vocabulary = new Vocabulary(name);
        JsonNode vocab = tokenizer.path("model").path("vocab");
        if (vocab.isObject()) {
            vocab.properties().forEach(entry -> vocabulary.add(entry.getKey(), entry.getValue()));
        } else if (vocab.isArray()) {
            for (int id = 0; id < vocab.size(); id++) {
                vocabulary.add(vocabulary.text(vocab.get(id).path(0)), id);
            }
        } else {
            throw new MuninnException("%s: no model.vocab; wanted a Hugging Face tokenizer.json".formatted(name));
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            int id = vocabulary.add(vocabulary.text(added.path("content")), added.path("id"));
            vocabulary.added.set(id);
            vocabulary.special.set(id, added.path("special").asBoolean(false));
        }
        return vocabulary;
    }

    /** One more than the largest id, added tokens included. */
    int size() {
        return known.length();
    }

    boolean contains(int id) {
        return id >= 0 && known.get(id);
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    Optional<Integer> id(String token) {
        return Optional.ofNullable(ids.get(token));
    }

    /** The token spelled as in the file. */
    Optional<String> token(int id) {
        return Optional.ofNullable(tokens.get(id));
    }

    /** Whether the token was added to the model's vocabulary, and is spelled as it reads. */
    boolean isAdded(int id) {
        return id >= 0 && added.get(id);
    }

    /** The spellings of those added tokens whose id is {@code wanted}. */
    List<String> added(IntPredicate wanted) {
        return added.stream()
                .filter(wanted)
                .mapToObj(tokens::get)
                .filter(text -> text != null && !text.isEmpty())
                .toList();
    }

    private String text(JsonNode token) {
        if (!token.isString()) {
            throw new MuninnException("%s: a token is %s, wanted a string".formatted(name, token));
        }
        return token.asString();
    }

    private int add(String token, JsonNode id) {
        if (!id.isInt()) {
            throw new MuninnException("%s: token '%s' has id %s, wanted a number".formatted(name, token, id));
        }
        return add(token, id.asInt());
    }

    private int add(String token, int id) {
        if (id < 0 || id > LARGEST_ID) {
            throw new MuninnException(
                    "%s: token '%s' has id %s, wanted 0 to %s".formatted(name, token, id, LARGEST_ID));
        }
        ids.put(token, id);
        tokens.put(id, token);
        known.set(id);
        return id;
    }
}
