package dev.muninn.server.api;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens that went in and came out.
 *
 * @param cached those of the prompts whose keys and values were there already
 * @param reasoning those of the answers whose text is worked steps; recurrences are no tokens
 */
record Usage(int prompt, int cached, int completion, int reasoning) {
    /** Of {@code prompts} prompts with {@code promptTokens} tokens in all, each answered as often as the others. */
    static Usage of(int prompts, int promptTokens, List<Generation.Outcome> outcomes) {
        return new Usage(
                promptTokens,
                cached(prompts, promptTokens, outcomes),
                outcomes.stream().mapToInt(o -> o.text().tokens()).sum(),
                outcomes.stream().mapToInt(o -> o.text().reasoningTokens()).sum());
    }

    /** What a prompt's first answer could take over; that the others take its prompt over, but for the last token, is no saving. */
    private static int cached(int prompts, int promptTokens, List<Generation.Outcome> outcomes) {
        int reused = outcomes.stream().mapToInt(o -> o.result().reusedTokens()).sum();
        int furtherAnswers = Math.max(0, outcomes.size() / prompts - 1);
        return Math.max(0, reused - furtherAnswers * (promptTokens - prompts));
    }

    /** As chat/completions and completions write it. */
    void putInto(ObjectNode json) {
        ObjectNode usage = json.putObject("usage");
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
    }

    /** As responses write it. */
    void putAsResponse(ObjectNode json) {
        ObjectNode usage = json.putObject("usage");
        usage.put("input_tokens", prompt);
        usage.putObject("input_tokens_details").put("cached_tokens", cached).put("cache_write_tokens", 0);
        usage.put("output_tokens", completion);
        usage.putObject("output_tokens_details").put("reasoning_tokens", reasoning);
        usage.put("total_tokens", prompt + completion);
    }
}
