package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.tokenizer.Tokenizer;

/**
 * How long a text can be and fit into a context, whatever its tokens: no token is longer than the longest. So hopeless texts are refused before
 * they are tokenized.
 *
 * @param context tokens at most
 * @param longestToken characters at most that one token stands for
 */
public record TextLimit(int context, int longestToken) {
    /** Of a tokenizer's vocabulary. */
    public static TextLimit of(Tokenizer tokenizer, int context) {
        int longest = 1;
        for (int id = 0; id < tokenizer.vocab(); id++) {
            if (tokenizer.contains(id)) {
                longest = Math.max(longest, tokenizer.bytes(id).length);
            }
        }
        return new TextLimit(context, longest);
    }

    /** Refuses a text of {@code characters}, which is so many bytes at least, that has more tokens than fit. */
    void check(String param, long characters) {
        long tokens = (characters + longestToken - 1) / longestToken;
        if (tokens > context) {
            throw ApiError.contextLengthAtLeast(param, tokens, context);
        }
    }
}
