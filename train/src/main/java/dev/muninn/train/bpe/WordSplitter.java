package dev.muninn.train.bpe;

/**
 * Cuts text into words, within which tokens are merged. In the manner of GPT-4, but every digit is a word of its own, so that numbers
 * are always spelled alike, and neither a line feed nor a punctuation mark ever joins letters. A word takes one space before it, a
 * number does not.
 *
 * <p>{@link #PATTERN} says the same as a regular expression; the loop here is what runs, and a test holds it to the pattern.
 */
final class WordSplitter {
    /** As the tokenizers library is given it: its {@code \s} is Unicode's White_Space. */
    static final String PATTERN =
            "\\p{N}| ?[\\p{L}\\p{M}]+| ?[^\\s\\p{L}\\p{M}\\p{N}]+|[\\r\\n]+|[^\\S\\r\\n]+(?!\\S)|[^\\S\\r\\n]+";

    /** Is given each word. */
    @FunctionalInterface
    interface Words {
        void word(int start, int end);
    }

    private enum Kind {
        DIGIT,
        LETTER,
        MARK,
        LINE_END,
        SPACE
    }

    private WordSplitter() {}

    /** Calls {@code words} for each word of {@code text}, in order; together they are the text. */
    static void split(String text, Words words) {
        for (int start = 0; start < text.length(); ) {
            int end = end(text, start);
            words.word(start, end);
            start = end;
        }
    }

    private static int end(String text, int start) {
        Kind kind = kind(text, start);
        return switch (kind) {
            case DIGIT -> next(text, start);
            case LETTER, MARK, LINE_END -> run(text, start, kind);
            case SPACE -> spaces(text, start);
        };
    }

    private static int spaces(String text, int start) {
        int after = run(text, start, Kind.SPACE);
        if (after == start + 1 && after < text.length() && text.charAt(start) == ' ') {
            Kind kind = kind(text, after);
            return kind == Kind.LETTER || kind == Kind.MARK ? run(text, after, kind) : after;
        }
        boolean visibleFollows = after < text.length() && kind(text, after) != Kind.LINE_END;
        return visibleFollows && after - start > 1 ? after - 1 : after; // the last one belongs to what follows
    }

    private static int run(String text, int start, Kind kind) {
        int end = start;
        while (end < text.length() && kind(text, end) == kind) {
            end = next(text, end);
        }
        return end;
    }

    private static int next(String text, int at) {
        return at + Character.charCount(text.codePointAt(at));
    }

    private static Kind kind(String text, int at) {
        char c = text.charAt(at);
        return c < 128 ? ascii(c) : unicode(text.codePointAt(at));
    }

    private static Kind ascii(char c) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            return Kind.LETTER;
        }
        if (c >= '0' && c <= '9') {
            return Kind.DIGIT;
        }
        if (c == '\n' || c == '\r') {
            return Kind.LINE_END;
        }
        return c == ' ' || (c >= '\t' && c <= '\f') ? Kind.SPACE : Kind.MARK;
    }

    private static Kind unicode(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK -> Kind.LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.DIGIT;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> Kind.SPACE;
            default -> codePoint == '\u0085' ? Kind.SPACE : Kind.MARK;
        };
    }
}
