package dev.muninn.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/**
 * What bytes a token stands for, which its text cannot say when it is a part of a character. Byte-level vocabularies (GPT-2's)
 * write every byte as a printable letter; others write a space as U+2581 and lone bytes as {@code <0x0A>}.
 */
final class TokenBytes {
    private static final char SPACE = '\u2581';
    /** Letters for the bytes that are not printable follow from here on. */
    private static final int UNPRINTABLE = 256;

    private final boolean byteLevel;
    /** The byte of each letter; −1 for none. */
    private final int[] byteOf = new int[2 * UNPRINTABLE];

    private TokenBytes(boolean byteLevel) {
        this.byteLevel = byteLevel;
        Arrays.fill(byteOf, -1);
        int next = UNPRINTABLE;
        for (int value = 0; value < UNPRINTABLE; value++) {
            byteOf[printable(value) ? value : next++] = value;
        }
    }

    /** For a tokenizer.json. */
    static TokenBytes of(JsonNode tokenizer) {
        JsonNode decoder = tokenizer.path("decoder");
        boolean byteLevel = isByteLevel(decoder);
        for (JsonNode part : decoder.path("decoders")) {
            byteLevel |= isByteLevel(part);
        }
        return new TokenBytes(byteLevel);
    }

    private static boolean isByteLevel(JsonNode decoder) {
        return decoder.path("type").asString("").equals("ByteLevel");
    }

    private static boolean printable(int value) {
        return value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
    }

    /** The bytes of a token of the vocabulary, spelled as in the file. */
    byte[] of(String token) {
        return byteLevel ? fromLetters(token) : fromPieces(token);
    }

    private byte[] fromLetters(String token) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < token.length(); i++) {
            char letter = token.charAt(i);
            int value = letter < byteOf.length ? byteOf[letter] : -1;
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes.write(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] fromPieces(String token) {
        if (token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")) {
            try {
                return HexFormat.of().parseHex(token, 3, 5);
            } catch (IllegalArgumentException e) {
                // a token that only looks like one
            }
        }
        return token.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }
}
