package dev.muninn.eval.harness.python;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code ast.literal_eval}: strings, numbers, lists, tuples, dictionaries, True, False and None. Whole numbers become {@link Long}, other
 * numbers {@link Double}, lists and tuples {@link List}.
 */
public final class PythonLiteral {
    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The value that {@code text} spells, or an error that says where it stops being one. */
    public static @Nullable Object parse(String text) {
        PythonLiteral reader = new PythonLiteral(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.fault("the end");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        char c = peek();
        if (c == '[' || c == '(') {
            return list(c == '[' ? ']' : ')');
        }
        if (c == '{') {
            return map();
        }
        if (c == '\'' || c == '"' || (c == 'u' || c == 'r') && at + 1 < text.length() && isQuote(text.charAt(at + 1))) {
            return strings();
        }
        for (String word : List.of("True", "False", "None")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("None") ? null : (Object) word.equals("True");
            }
        }
        return number();
    }

    private Object list(char end) {
        at++;
        List<@Nullable Object> items = new ArrayList<>();
        boolean comma = false;
        for (skipSpace(); peek() != end; skipSpace()) {
            items.add(value());
            skipSpace();
            comma = peek() == ',';
            if (comma) {
                at++;
            } else if (peek() != end) {
                throw fault("',' or '" + end + "'");
            }
        }
        at++;
        boolean parenthesis = end == ')' && items.size() == 1 && !comma;
        return parenthesis && items.getFirst() != null ? items.getFirst() : items;
    }

    private Map<String, @Nullable Object> map() {
        at++;
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (skipSpace(); peek() != '}'; skipSpace()) {
            String key = PythonText.str(value());
            skipSpace();
            if (peek() != ':') {
                throw fault("':'");
            }
            at++;
            entries.put(key, value());
            skipSpace();
            if (peek() == ',') {
                at++;
            } else if (peek() != '}') {
                throw fault("',' or '}'");
            }
        }
        at++;
        return entries;
    }

    /** One string, or several beside one another. */
    private String strings() {
        StringBuilder all = new StringBuilder();
        do {
            boolean raw = peek() == 'r';
            if (!isQuote(peek())) {
                at++;
            }
            all.append(string(raw));
            skipSpace();
        } while (at < text.length() && isQuote(text.charAt(at)));
        return all.toString();
    }

    private String string(boolean raw) {
        String one = String.valueOf(peek());
        String quote = text.startsWith(one.repeat(3), at) ? one.repeat(3) : one;
        at += quote.length();
        StringBuilder out = new StringBuilder();
        while (!text.startsWith(quote, at)) {
            char c = peek();
            if (c == '\n' && quote.length() == 1) {
                throw fault("the end of the string");
            }
            at++;
            if (c == '\\' && !raw) {
                escape(out);
            } else {
                out.append(c);
                if (c == '\\') {
                    out.append(peek());
                    at++;
                }
            }
        }
        at += quote.length();
        return out.toString();
    }

    private void escape(StringBuilder out) {
        char c = peek();
        at++;
        switch (c) {
            case '\n' -> {}
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'v' -> out.append('\u000b');
            case '\\', '\'', '"' -> out.append(c);
            case 'x' -> out.appendCodePoint(hex(2));
            case 'u' -> out.appendCodePoint(hex(4));
            case 'U' -> out.appendCodePoint(hex(8));
            default -> {
                if (c >= '0' && c <= '7') {
                    int code = 0;
                    at--;
                    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; i++, at++) {
                        code = 8 * code + peek() - '0';
                    }
                    out.append((char) code);
                } else {
                    out.append('\\').append(c);
                }
            }
        }
    }

    private int hex(int digits) {
        try {
            int code = Integer.parseInt(text.substring(at, Math.min(text.length(), at + digits)), 16);
            at += digits;
            if (Character.isValidCodePoint(code)) {
                return code;
            }
        } catch (NumberFormatException e) {
            throw (MuninnException) fault(digits + " hexadecimal digits").initCause(e);
        }
        throw fault("a character's number");
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-.eE_xXabcdefABCDEF0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(from, at).replace("_", "");
        try {
            if (digits.matches("[-+]?(0|[1-9][0-9]*|0+)")) {
                return Long.parseLong(digits);
            }
            if (digits.matches("[-+]?([0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")) {
                return Double.parseDouble(digits);
            }
        } catch (NumberFormatException e) {
            at = from;
            throw (MuninnException) fault("a number that fits 64 bits").initCause(e);
        }
        at = from;
        throw fault("a string, number, list, dictionary, True, False or None");
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    private char peek() {
        if (at >= text.length()) {
            throw fault("more");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private MuninnException fault(String wanted) {
        String rest = at >= text.length() ? "the end" : "'" + shortened(text.substring(at)) + "'";
        return new MuninnException(
                "not a Python literal: at character %d found %s, wanted %s".formatted(at, rest, wanted));
    }

    private static String shortened(String found) {
        String line = found.replace('\n', ' ');
        return line.length() <= 30 ? line : line.substring(0, 30) + "...";
    }
}
