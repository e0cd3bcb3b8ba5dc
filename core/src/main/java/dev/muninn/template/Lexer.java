package dev.muninn.template;

import dev.muninn.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens, with Jinja's {@code trim_blocks} and {@code lstrip_blocks} on: the newline after a block or comment goes,
 * and so does white space between the start of a line and one. {@code -} at a tag strips all white space there, {@code +} keeps it.
 */
final class Lexer {
    private static final String[] OPERATORS = {
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=",
        ".", ":", "|", ",", ";"
    };

    private final String source;
    private final boolean trimming;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    /** Whether what was read last ended a line. */
    private boolean lineStart = true;

    private Lexer(String source, boolean trimming) {
        this.source = source;
        this.trimming = trimming;
    }

    /** Line ends become LF, and one at the end of the template is dropped. */
    static String normalized(String source, boolean trimming) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        return trimming && lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    /**
     * The tokens of a template.
     *
     * @param source with line ends {@link #normalized}
     * @param trimming whether {@code trim_blocks} and {@code lstrip_blocks} are on
     */
    static List<Token> tokens(String source, boolean trimming) {
        Lexer lexer = new Lexer(source, trimming);
        while (lexer.at < source.length()) {
            lexer.text();
        }
        lexer.add(Kind.END, "", source.length());
        return lexer.tokens;
    }

    private void add(Kind kind, String text, int begin) {
        tokens.add(new Token(kind, text, begin));
    }

    /** Text up to the next tag, and that tag. */
    private void text() {
        int tag = at;
        while (tag < source.length() && !beginsTag(tag)) {
            tag++;
        }
        if (tag == source.length()) {
            addData(at, tag);
            at = tag;
            return;
        }
        char kind = source.charAt(tag + 1);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        addData(at, endOfText(at, tag, kind, sign));
        at = tag + (sign == '-' || sign == '+' ? 3 : 2);
        lineStart = false;
        switch (kind) {
            case '#' -> comment(tag);
            case '{' -> {
                add(Kind.PRINT_BEGIN, "{{", tag);
                code("}}", Kind.PRINT_END);
            }
            default -> {
                if (rawBegins()) {
                    raw(tag);
                } else {
                    add(Kind.BLOCK_BEGIN, "{%", tag);
                    code("%}", Kind.BLOCK_END);
                }
            }
        }
    }

    private boolean beginsTag(int i) {
        return source.charAt(i) == '{' && i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0;
    }

    /** Where the text that begins at {@code begin} ends before the tag at {@code tag}. */
    private int endOfText(int begin, int tag, char kind, char sign) {
        int end = tag;
        while (end > begin && (sign == '-' || source.charAt(end - 1) != '\n') && isSpace(source.charAt(end - 1))) {
            end--;
        }
        if (sign == '-') {
            return end;
        }
        boolean whole = end > begin ? source.charAt(end - 1) == '\n' : lineStart;
        return trimming && whole && sign != '+' && kind != '{' ? end : tag;
    }

    private void addData(int begin, int end) {
        if (end > begin) {
            add(Kind.DATA, source.substring(begin, end), begin);
        }
    }

    private void comment(int tag) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new TemplateFailure(tag, "this comment has no end: '#}' is missing");
        }
        closeTag(end > at ? source.charAt(end - 1) : ' ', end + 2, true);
    }

    /** Goes on behind a tag that ends at {@code end}, whose last character inside is {@code sign}. */
    private void closeTag(char sign, int end, boolean trims) {
        at = end;
        if (sign == '-') {
            skipSpace();
        } else if (sign != '+' && trimming && trims && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStart = source.charAt(at - 1) == '\n';
    }

    private void skipSpace() {
        while (at < source.length() && isSpace(source.charAt(at))) {
            at++;
        }
    }

    /** Whether {@code raw} and the end of the tag follow; they are then read. */
    private boolean rawBegins() {
        int begin = at;
        skipSpace();
        if (source.startsWith("raw", at)) {
            at += 3;
            skipSpace();
            boolean strips = source.startsWith("-%}", at);
            if (strips || source.startsWith("%}", at)) {
                closeTag(strips ? '-' : ' ', at + (strips ? 3 : 2), false);
                return true;
            }
        }
        at = begin;
        return false;
    }

    private void raw(int tag) {
        int begin = at;
        for (int end = source.indexOf("{%", at); end >= 0; end = source.indexOf("{%", end + 1)) {
            char sign = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
            at = end + (sign == '-' || sign == '+' ? 3 : 2);
            skipSpace();
            if (source.startsWith("endraw", at)) {
                at += 6;
                skipSpace();
                char closing = at < source.length() ? source.charAt(at) : ' ';
                int close = closing == '-' || closing == '+' ? at + 1 : at;
                if (source.startsWith("%}", close)) {
                    addData(begin, endOfText(begin, end, '%', sign));
                    closeTag(closing, close + 2, true);
                    return;
                }
            }
        }
        throw new TemplateFailure(tag, "'raw' has no end: '{% endraw %}' is missing");
    }

    /** The tokens of a tag, up to and with its end. */
    private void code(String close, Kind end) {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (open.isEmpty()) {
                boolean signed = c == '-' || c == '+' && end == Kind.BLOCK_END;
                if (source.startsWith(close, signed ? at + 1 : at)) {
                    add(end, close, at);
                    closeTag(c, at + (signed ? 3 : 2), end == Kind.BLOCK_END);
                    return;
                }
            }
            if (isSpace(c)) {
                at++;
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(at))) {
                name();
            } else if (c == '\'' || c == '"') {
                string(c);
            } else {
                operator();
            }
        }
    }

    private void number() {
        int begin = at;
        boolean afterDot = begin > 0 && source.charAt(begin - 1) == '.';
        int end = Numbers.endOfFloat(source, begin);
        if (end > begin && !afterDot) {
            at = end;
            add(Kind.FLOAT, source.substring(begin, end).replace("_", ""), begin);
        } else {
            at = Numbers.endOfInteger(source, begin);
            add(Kind.INTEGER, source.substring(begin, at).replace("_", ""), begin);
        }
    }

    private void name() {
        int begin = at;
        while (at < source.length()) {
            int letter = source.codePointAt(at);
            if (letter != '_' && !Character.isUnicodeIdentifierPart(letter)) {
                break;
            }
            at += Character.charCount(letter);
        }
        add(Kind.NAME, source.substring(begin, at), begin);
    }

    private void string(char quote) {
        int begin = at;
        int i = begin + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= source.length()) {
            throw new TemplateFailure(begin, "this string has no end");
        }
        at = i + 1;
        add(Kind.STRING, Escapes.unescape(source.substring(begin + 1, i), begin + 1), begin);
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                balance(operator.charAt(0));
                add(Kind.OPERATOR, operator, at);
                at += operator.length();
                return;
            }
        }
        throw new TemplateFailure(
                at, "unexpected character '%s'".formatted(Character.toString(source.codePointAt(at))));
    }

    private void balance(char bracket) {
        switch (bracket) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != bracket) {
                    throw new TemplateFailure(at, "unexpected '%s'".formatted(bracket));
                }
            }
            default -> {}
        }
    }

    private static boolean isSpace(char c) {
        return Text.isSpace(c);
    }
}
