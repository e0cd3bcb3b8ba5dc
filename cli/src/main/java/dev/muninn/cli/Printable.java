package dev.muninn.cli;

/** Text that a terminal shows instead of obeying: a model may write escape sequences too. */
final class Printable {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final char UNKNOWN = '\uFFFD';
    private static final char DELETE_PICTURE = '\u2421';
    private static final char SPACE_PICTURE = '\u2423';

    private Printable() {}

    /** Control characters, except line feed and tab, become pictures. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(c == '\n' || c == '\t' ? c : picture(c));
        }
        return shown.toString();
    }

    /** On one line, with visible spaces, cut to {@code most} characters. */
    static String word(String text, int most) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().limit(most).forEach(c -> shown.appendCodePoint(c == ' ' ? SPACE_PICTURE : picture(c)));
        return shown.toString();
    }

    private static char picture(char c) {
        return (char) picture((int) c);
    }

    private static int picture(int c) {
        if (c < ' ') {
            return CONTROL_PICTURES + c;
        }
        if (c == 0x7F) {
            return DELETE_PICTURE;
        }
        return c >= 0x80 && c < 0xA0 ? UNKNOWN : c;
    }
}
