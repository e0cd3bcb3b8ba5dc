package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.List;
import java.util.OptionalInt;

/**
 * The body of {@code /v1/completions}.
 *
 * @param maxTokens 0 only scores the prompt
 * @param topLogProbs likeliest tokens to tell at each place, empty for no log-probabilities
 * @param echo whether the answer begins with the prompt
 */
record CompletionRequest(
        Wishes wishes, List<Prompts.Prompt> prompts, int maxTokens, OptionalInt topLogProbs, boolean echo) {
    private static final int DEFAULT_TOKENS = 16; // the API's own
    private static final int MOST_LOG_PROBS = 20;

    static CompletionRequest read(Fields body, Served served) {
        Wishes wishes = Wishes.read(body, served);
        int maxTokens = wishes.maxTokens().orElse(DEFAULT_TOKENS);
        boolean echo = body.flag("echo", false);
        OptionalInt logProbs = body.integer("logprobs", 0, MOST_LOG_PROBS);
        List<Prompts.Prompt> prompts = Prompts.read(body, "prompt", served, maxTokens == 0 ? 0 : 1);
        if (maxTokens == 0 && !echo) {
            throw ApiError.invalid("max_tokens", "max_tokens is 0, which only makes sense with echo");
        }
        if (echo && logProbs.isPresent() && !wishes.depth().isFixed()) {
            throw ApiError.unsupported(
                    "logprobs",
                    "echo with logprobs scores all tokens of a prompt at one depth; leave the exit criterion out");
        }
        body.refuse("suffix", node -> node.asString("").isEmpty(), "the model writes from left to right");
        int best = body.integer("best_of", 1, Integer.MAX_VALUE).orElse(wishes.copies());
        if (best != wishes.copies()) {
            throw ApiError.unsupported("best_of", "best_of is not supported here unless it equals n");
        }
        Wishes held = wishes.heldTo(Format.read(body).grammar(), served);
        return new CompletionRequest(held, prompts, maxTokens, logProbs, echo);
    }
}
