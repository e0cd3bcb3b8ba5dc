package dev.muninn.server.api;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens that went in and came out.
 *
 * @param reasoning those of the answers whose text is worked steps; recurrences are no tokens
 */
record Usage(int prompt, int completion, int reasoning) {
    static Usage of(int promptTokens, List<Generation.Outcome> outcomes) {
        return new Usage(
                promptTokens,
                outcomes.stream().mapToInt(o -> o.text().tokens()).sum(),
                outcomes.stream().mapToInt(o -> o.text().reasoningTokens()).sum());
    }

    /** As chat/completions and completions write it. */
    void putInto(ObjectNode json) {
        ObjectNode usage = json.putObject("usage");
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    }

    /** As responses write it. */
    void putAsResponse(ObjectNode json) {
        ObjectNode usage = json.putObject("usage");
        usage.put("input_tokens", prompt);
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", completion);
        usage.putObject("output_tokens_details").put("reasoning_tokens", reasoning);
        usage.put("total_tokens", prompt + completion);
    }
}
