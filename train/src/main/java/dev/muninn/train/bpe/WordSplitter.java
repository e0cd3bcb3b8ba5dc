package dev.muninn.train.bpe;

/**
 * Cuts text into words, within which tokens are merged. In the manner of GPT-4, but a number of one or two digits is a word, so that a
 * small value is one token, and of longer numbers every digit is, so that they are always spelled alike. A number or a word of letters takes one space before it; letters also take one line feed before them and a
 * colon behind them, so that the label {@code Answer:} at the beginning of a line, the switch of our documents, can be one token and what
 * was asked stands close to it.
 *
 * <p>{@link #PATTERN} says the same as a regular expression; the loop here is what runs, and a test holds it to the pattern.
 */
final class WordSplitter {
    /** As the tokenizers library is given it: its {@code \s} is Unicode's White_Space. */
    static final String PATTERN =
            " ?(?<!\\p{N})\\p{N}{1,2}(?!\\p{N})| ?\\p{N}|[ \\n]?[\\p{L}\\p{M}]+:?| ?[^\\s\\p{L}\\p{M}\\p{N}]+|[\\r\\n]+|[^\\S\\r\\n]+(?!\\S)|[^\\S\\r\\n]+";

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
            case DIGIT -> number(text, start);
            case LETTER -> letters(text, start);
            case MARK -> run(text, start, kind);
            case LINE_END -> lineEnds(text, start);
            case SPACE -> spaces(text, start);
        };
    }

    /** One or two digits that are all of a number, or the next digit of a longer one. */
    private static int number(String text, int start) {
        int second = next(text, start);
        boolean inside = start > 0 && kind(text, text.offsetByCodePoints(start, -1)) == Kind.DIGIT;
        if (inside || !isDigit(text, second)) {
            return second;
        }
        int third = next(text, second);
        return isDigit(text, third) ? second : third;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && kind(text, at) == Kind.DIGIT;
    }

    private static int letters(String text, int start) {
        int end = run(text, start, Kind.LETTER);
        return end < text.length() && text.charAt(end) == ':' ? end + 1 : end;
    }

    private static int lineEnds(String text, int start) {
        int after = start + 1;
        boolean lettersFollow = text.charAt(start) == '\n' && after < text.length() && kind(text, after) == Kind.LETTER;
        return lettersFollow ? letters(text, after) : run(text, start, Kind.LINE_END);
    }

    private static int spaces(String text, int start) {
        int after = run(text, start, Kind.SPACE);
        if (after == start + 1 && after < text.length() && text.charAt(start) == ' ') {
            return switch (kind(text, after)) {
                case DIGIT -> number(text, after);
                case LETTER -> letters(text, after);
                case MARK -> run(text, after, Kind.MARK);
                case LINE_END, SPACE -> after;
            };
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
