package dev.muninn.tokenizer;

/**
 * Jinja's {@code lstrip_blocks}: white space between the start of a line and a block or comment goes. Done on the source, since
 * Jinjava's own option takes spaces before every block, in the middle of a line too.
 */
final class LineStart {
    private final String source;
    private final StringBuilder out;
    private int at;

    private LineStart(String source) {
        this.source = source;
        this.out = new StringBuilder(source.length());
    }

    static String strip(String template) {
        LineStart reader = new LineStart(template);
        while (reader.at < template.length()) {
            reader.text();
        }
        return reader.out.toString();
    }

    /** Text up to the next tag, and that tag. */
    private void text() {
        int tag = nextTag();
        char kind = tag < source.length() ? source.charAt(tag + 1) : '{';
        boolean kept = kind == '{' || source.startsWith("+", tag + 2);
        out.append(source, at, kept ? tag : startOfSpace(tag));
        at = tag;
        switch (kind) {
            case '#' -> copyTo(source.indexOf("#}", at));
            case '%' -> block();
            default -> copyTo(end("}}"));
        }
    }

    private void block() {
        boolean raw = name().equals("raw");
        copyTo(end("%}"));
        while (raw && at < source.length()) {
            int tag = source.indexOf("{%", at);
            if (tag < 0) {
                copyTo(-1);
                return;
            }
            boolean ends = nameAt(tag).equals("endraw");
            out.append(source, at, ends ? startOfSpace(tag) : tag + 2);
            at = ends ? tag : tag + 2;
            raw = !ends;
        }
    }

    /** Where the next tag begins, or the end of the source. */
    private int nextTag() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** Where the white space before {@code tag} begins if nothing else is before it in its line, else {@code tag}. */
    private int startOfSpace(int tag) {
        int start = tag;
        while (start > at && source.charAt(start - 1) != '\n' && Character.isWhitespace(source.charAt(start - 1))) {
            start--;
        }
        return start == 0 || source.charAt(start - 1) == '\n' ? start : tag;
    }

    private String name() {
        return nameAt(at);
    }

    private String nameAt(int tag) {
        int start = tag + 2;
        while (start < source.length() && (" \t\n\r-+".indexOf(source.charAt(start)) >= 0)) {
            start++;
        }
        int end = start;
        while (end < source.length() && Character.isLetter(source.charAt(end))) {
            end++;
        }
        return source.substring(start, end);
    }

    /** Where {@code close} is outside of strings; −1 if nowhere. */
    private int end(String close) {
        char quote = 0;
        for (int i = at + 2; i < source.length(); i++) {
            char c = source.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (source.startsWith(close, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Copies up to and with the two characters at {@code close}, all of the rest if it is negative. */
    private void copyTo(int close) {
        int end = close < 0 ? source.length() : close + 2;
        out.append(source, at, end);
        at = end;
    }
}
