package dev.muninn.train.bpe;

import java.nio.charset.StandardCharsets;

/** The bytes of a text, which may not be a text at all. */
final class Utf8 {
    private Utf8() {}

    /** {@code text} with U+FFFD for every half of a surrogate pair: there are no bytes for one. */
    static String repaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repairedFrom(text);
            }
        }
        return text;
    }

    private static String repairedFrom(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(codePoint -> Character.getType(codePoint) == Character.SURROGATE ? '\uFFFD' : codePoint)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }

    /** Each byte of {@code text} as the id of its token. */
    static int[] ids(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = utf8[i] & 0xFF;
        }
        return ids;
    }
}
