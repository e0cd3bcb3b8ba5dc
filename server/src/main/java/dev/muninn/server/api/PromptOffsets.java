package dev.muninn.server.api;

import dev.muninn.tokenizer.Tokenizer;
import java.util.Arrays;

/** Where the tokens of a prompt begin in the text that an answer repeats, in characters (code points). */
final class PromptOffsets {
    private PromptOffsets() {}

    /**
     * A token that begins within a character begins where the character does. What the tokenizer added of its own, such as BOS, has no
     * place in a text that came as text: it begins where the token after it does. Tokens that the text spells, special ones too, count.
     */
    static int[] of(Prompts.Prompt prompt, String text, Tokenizer tokenizer) {
        int[] tokens = prompt.tokens();
        int from = 0;
        int to = tokens.length;
        if (prompt.text().isPresent()) {
            int own = tokenizer.encode(text, false).length;
            from = Math.max(0, lastIndexOf(tokens, tokenizer.encode(text, false)));
            to = Math.min(tokens.length, from + own);
        }
        var decoder = tokenizer.streamDecoder(false);
        int most = text.codePointCount(0, text.length());
        int[] offsets = new int[tokens.length];
        int offset = 0;
        for (int i = 0; i < tokens.length; i++) {
            offsets[i] = Math.min(offset, most);
            if (i >= from && i < to) {
                String piece = decoder.accept(tokens[i]);
                offset += piece.codePointCount(0, piece.length());
            }
        }
        return offsets;
    }

    /** Where {@code part} last stands in {@code whole}, or -1. */
    private static int lastIndexOf(int[] whole, int[] part) {
        for (int at = whole.length - part.length; at >= 0; at--) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
