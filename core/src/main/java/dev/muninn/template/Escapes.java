package dev.muninn.template;

/** Python's escapes in strings. */
final class Escapes {
    private Escapes() {}

    /** @param at where {@code text} begins in the source */
    static String unescape(String text, int at) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                i++;
            } else {
                i = escape(text, i, out, at);
            }
        }
        return out.toString();
    }

    /** Reads the escape at {@code i}; returns where it ends. */
    private static int escape(String text, int i, StringBuilder out, int at) {
        char c = text.charAt(i + 1);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> out.append(c);
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'v' -> out.append('\u000B');
            case 'x' -> {
                return hex(text, i + 2, 2, out, at);
            }
            case 'u' -> {
                return hex(text, i + 2, 4, out, at);
            }
            case 'U' -> {
                return hex(text, i + 2, 8, out, at);
            }
            case 'N' -> {
                return named(text, i + 2, out, at);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int end = i + 1;
                int value = 0;
                while (end < text.length() && end < i + 4 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                    value = 8 * value + text.charAt(end++) - '0';
                }
                out.append((char) value);
                return end;
            }
            default -> out.append('\\').append(c);
        }
        return i + 2;
    }

    private static int hex(String text, int begin, int digits, StringBuilder out, int at) {
        int end = begin + digits;
        try {
            out.appendCodePoint(Integer.parseInt(text, begin, end, 16));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new TemplateFailure(
                    at + begin, "an escape in this string needs %s hexadecimal digits".formatted(digits));
        }
        return end;
    }

    private static int named(String text, int begin, StringBuilder out, int at) {
        int end = text.indexOf('}', begin);
        if (end < 0 || text.charAt(begin) != '{') {
            throw new TemplateFailure(at + begin, "an escape \\N in this string needs a name in braces");
        }
        try {
            out.appendCodePoint(Character.codePointOf(text.substring(begin + 1, end)));
        } catch (IllegalArgumentException e) {
            throw new TemplateFailure(at + begin, "this string names a character that does not exist");
        }
        return end + 1;
    }
}
