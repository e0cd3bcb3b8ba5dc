package dev.muninn.tokenizer;

import java.util.Arrays;

/**
 * Turns ids that arrive one at a time into text that no later id can change. All pieces and the flushed rest together are
 * {@code decode(all ids)}, for tokenizers whose decoder joins bytes or strings from left to right, as those of tokenizer.json files do.
 * No piece ends within a character.
 *
 * <p>Byte-level tokens: a character may be spread over several; until it is whole, the decoded tail ends in U+FFFD and is held back. A
 * character has at most four bytes, so at most three such marks can still change; earlier ones are final. Tokens for single bytes
 * ({@code <0xE2>}): a run of them is text if all of it is UTF-8, else a mark a byte, so it is held back until another token ends it. Work
 * per token is bounded: only a window of recent ids is decoded, and what has been emitted is counted from its right end, where a window
 * that begins within a character agrees with the whole.
 *
 * <p>For one sequence; not safe for use from several threads.
 */
public final class StreamDecoder {
    private static final int WINDOW = 32;
    private static final int KEEP = 16;
    private static final int MOST_UNFINISHED = 3;
    private static final char UNFINISHED = '\uFFFD';

    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    private int[] ids = new int[WINDOW];
    private int count;
    private int emitted;

    StreamDecoder(Tokenizer tokenizer, boolean skipSpecialTokens) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
    }

    /** Adds {@code id} and returns the text that has become final, often empty. */
    public String accept(int id) {
        if (skipSpecialTokens && tokenizer.isSpecial(id)) {
            return "";
        }
        push(id);
        if (tokenizer.isSingleByte(id)) {
            return "";
        }
        String text = window(0);
        int end = Math.max(emitted, text.length() - unfinished(text));
        if (end > emitted && end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end--;
        }
        String piece = text.substring(Math.min(emitted, text.length()), Math.min(end, text.length()));
        emitted = Math.min(end, text.length());
        if (count >= WINDOW) {
            slide(text.length() - emitted);
        }
        return piece;
    }

    /** The text held back, with U+FFFD for a character that was never finished; the decoder is then as new. */
    public String flush() {
        String text = count == 0 ? "" : window(0);
        String rest = text.substring(Math.min(emitted, text.length()));
        count = 0;
        emitted = 0;
        return rest;
    }

    private void push(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
    }

    private String window(int from) {
        return tokenizer.decode(Arrays.copyOfRange(ids, from, count), false);
    }

    private static int unfinished(String text) {
        int marks = 0;
        while (marks < MOST_UNFINISHED
                && marks < text.length()
                && text.charAt(text.length() - 1 - marks) == UNFINISHED) {
            marks++;
        }
        return marks;
    }

    /**
     * Forgets all but the last ids. The new window may begin inside a character and then reads up to three marks in its place: so it must
     * reach further back than the {@code held} characters and those, or the old window is kept.
     */
    private void slide(int held) {
        int from = count - KEEP;
        int length = window(from).length();
        if (length - held > MOST_UNFINISHED) {
            System.arraycopy(ids, from, ids, 0, KEEP);
            count = KEEP;
            emitted = length - held;
        }
    }
}
