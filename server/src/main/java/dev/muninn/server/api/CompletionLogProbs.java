package dev.muninn.server.api;

import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code logprobs} of completions: lists side by side. {@code top_logprobs} holds the likeliest tokens and the token itself. Of
 * two tokens with the same text the likelier counts.
 */
final class CompletionLogProbs {
    private final Tokenizer tokenizer;
    private final ObjectNode json = Json.object();
    private final ArrayNode tokens = json.putArray("tokens");
    private final ArrayNode values = json.putArray("token_logprobs");
    private final ArrayNode tops = json.putArray("top_logprobs");
    private final ArrayNode offsets = json.putArray("text_offset");

    CompletionLogProbs(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    ObjectNode json() {
        return json;
    }

    /**
     * The prompt's tokens, with nulls for the first, before which nothing is.
     *
     * @param scores of the second to the last
     * @param asText whether special tokens are left out of the text
     */
    void addPrompt(int[] prompt, List<TokenLogProbabilities> scores, boolean asText) {
        var decoder = tokenizer.streamDecoder(asText);
        int offset = 0;
        for (int i = 0; i < prompt.length; i++) {
            add(prompt[i], offset, i == 0 ? Optional.empty() : Optional.of(scores.get(i - 1)));
            offset += decoder.accept(prompt[i]).length();
        }
    }

    /** What another one has. */
    void addAll(CompletionLogProbs other) {
        tokens.addAll(other.tokens);
        values.addAll(other.values);
        tops.addAll(other.tops);
        offsets.addAll(other.offsets);
    }

    /** Tokens of the answer, whose text begins at {@code offset}. */
    void addAnswer(List<AnswerText.Placed> placed, int offset) {
        for (AnswerText.Placed token : placed) {
            add(token.event().token(), offset + token.start(), token.event().logProbabilities());
        }
    }

    private void add(int token, int offset, Optional<TokenLogProbabilities> found) {
        tokens.add(TokenText.of(tokenizer, token));
        offsets.add(offset);
        if (found.isEmpty()) {
            values.addNull();
            tops.addNull();
            return;
        }
        values.add(found.get().chosen());
        ObjectNode top = tops.addObject();
        for (int i = 0; i < found.get().tokens().length; i++) {
            putFirst(top, found.get().tokens()[i], found.get().values()[i]);
        }
        putFirst(top, token, found.get().chosen());
    }

    private void putFirst(ObjectNode top, int token, float value) {
        String text = TokenText.of(tokenizer, token);
        if (!top.has(text)) {
            top.put(text, value);
        }
    }
}
