package dev.muninn.server.api;

import dev.muninn.generate.TokenEvent;
import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code logprobs} of completions: lists side by side, one entry for every token of the prompt and every drawn one, an end token
 * too. Offsets count characters of the answer's text. {@code top_logprobs} holds the likeliest tokens and the token itself. Of
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
     * @param offsets where each begins in the text, see {@link PromptOffsets}
     * @param scores of the second to the last
     */
    void addPrompt(int[] prompt, int[] offsets, List<TokenLogProbabilities> scores) {
        for (int i = 0; i < prompt.length; i++) {
            add(prompt[i], offsets[i], i == 0 ? Optional.empty() : Optional.of(scores.get(i - 1)));
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
            add(token.event().token(), offset + token.character(), token.event().logProbabilities());
        }
    }

    /** The token that ended the answer: it was drawn as the others were, and its text, which ends at {@code offset}, has nothing of it. */
    void addEnd(TokenEvent end, int offset) {
        add(end.token(), offset, end.logProbabilities());
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
