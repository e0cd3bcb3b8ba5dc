package dev.muninn.tools;

/** Finds the end of a JSON object or array that comes in pieces. */
final class JsonDepth {
    private int depth;
    private boolean inText;
    private boolean escaped;

    /** The index one past its end in {@code piece}, which follows what was given before; −1 if it goes on. */
    int end(CharSequence piece) {
        for (int i = 0; i < piece.length(); i++) {
            char letter = piece.charAt(i);
            if (inText) {
                inText = escaped || letter != '"';
                escaped = !escaped && letter == '\\';
            } else if (letter == '"') {
                inText = true;
            } else if (letter == '{' || letter == '[') {
                depth++;
            } else if ((letter == '}' || letter == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
