package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Texts as clients give them: a string, token ids, or a list of either. */
final class Prompts {
    private static final int MOST = 1024;
    private static final String WANTED = "a string, a list of token ids, or a list of %d of either".formatted(MOST);

    /**
     * One of them.
     *
     * @param text empty if it came as ids
     * @param tokens of a text with what the tokenizer adds, such as BOS; ids are taken as they are
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Prompt(Optional<String> text, int[] tokens) {}

    private Prompts() {}

    /** @param room positions that must be left in the context */
    static List<Prompt> read(Fields body, String name, Served served, int room) {
        JsonNode node = body.node(name).orElseThrow(() -> body.missing(name, WANTED));
        List<JsonNode> items;
        if (node.isString() || isIds(node)) {
            items = List.of(node);
        } else if (node.isArray() && !node.isEmpty() && node.size() <= MOST) {
            items = node.valueStream().toList();
        } else {
            throw body.wrong(name, WANTED, node);
        }
        long size = 0;
        for (JsonNode item : items) {
            int length = item.isString() ? item.asString().length() : item.size();
            if (item.isString()) {
                served.limit().check(name, length);
            }
            size += length;
        }
        List<Prompt> prompts = served.heavy()
                .run(
                        size,
                        () -> items.stream()
                                .map(item -> prompt(body, name, item, served))
                                .toList());
        prompts.forEach(prompt -> served.checkPrompt(name, prompt.tokens(), room));
        return prompts;
    }

    private static boolean isIds(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.get(0).isNumber();
    }

    private static Prompt prompt(Fields body, String name, JsonNode node, Served served) {
        if (node.isString()) {
            String text = node.asString();
            return new Prompt(Optional.of(text), encode(served.tokenizer(), text));
        }
        if (!isIds(node)) {
            throw body.wrong(name, WANTED, node);
        }
        return new Prompt(Optional.empty(), ids(body, name, node, served));
    }

    /** A text that spells the BOS it wants, as harnesses send it that have decoded tokens, gets no second one. */
    private static int[] encode(Tokenizer tokenizer, String text) {
        int[] tokens = tokenizer.encode(text, true);
        boolean twice = tokens.length > 1
                && tokens[0] == tokens[1]
                && tokenizer.bos().filter(bos -> bos == tokens[0]).isPresent()
                && tokens.length > tokenizer.encode(text, false).length;
        return twice ? Arrays.copyOfRange(tokens, 1, tokens.length) : tokens;
    }

    /** A list of token ids. */
    static int[] ids(Fields body, String name, JsonNode node, Served served) {
        int[] tokens = new int[node.size()];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode id = node.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw body.wrong(name, "a list of token ids", id);
            }
            tokens[i] = id.asInt();
            if (!served.tokenizer().contains(tokens[i])) {
                throw ApiError.invalid(name, "%s: %d is no token of the model".formatted(name, tokens[i]));
            }
        }
        return tokens;
    }
}
