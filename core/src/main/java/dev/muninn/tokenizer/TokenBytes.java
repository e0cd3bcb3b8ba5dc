package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * The bytes that a token stands for within a text, which its spelling cannot say when it is a part of a character. Byte-level
 * vocabularies (GPT-2's) write every byte as a printable letter; others write a space as U+2581 and, where a decoder called
 * {@code ByteFallback} reads them, lone bytes as {@code <0x0A>}; those of BERT mark what goes on in the middle of a word.
 */
final class TokenBytes {
    /** Letters for the bytes that are not printable follow from here on. */
    private static final int UNPRINTABLE = 256;

    private final boolean byteLevel;
    private final boolean byteFallback;
    private final List<Replacement> replacements = new ArrayList<>();
    /** What a token begins with that goes on with a word; empty where no such mark is used. */
    private String continuation = "";
    /** What a token ends with that ends a word; empty where no such mark is used. */
    private String wordEnd = "";
    /** The byte of each letter; −1 for none. */
    private final int[] byteOf = new int[2 * UNPRINTABLE];

    private record Replacement(String from, String to) {}

    private TokenBytes(List<JsonNode> decoders) {
        this.byteLevel = has(decoders, "ByteLevel");
        this.byteFallback = has(decoders, "ByteFallback");
        decoders.forEach(this::read);
        Arrays.fill(byteOf, -1);
        int next = UNPRINTABLE;
        for (int value = 0; value < UNPRINTABLE; value++) {
            byteOf[printable(value) ? value : next++] = value;
        }
    }

    /** For a tokenizer.json. */
    static TokenBytes of(JsonNode tokenizer) {
        List<JsonNode> decoders = new ArrayList<>();
        collect(tokenizer.path("decoder"), decoders);
        return new TokenBytes(decoders);
    }

    private static void collect(JsonNode decoder, List<JsonNode> decoders) {
        decoders.add(decoder);
        for (JsonNode part : decoder.path("decoders")) {
            collect(part, decoders);
        }
    }

    private static boolean has(List<JsonNode> decoders, String type) {
        return decoders.stream().anyMatch(decoder -> type(decoder).equals(type));
    }

    private static String type(JsonNode decoder) {
        return decoder.path("type").asString("");
    }

    private void read(JsonNode decoder) {
        switch (type(decoder)) {
            case "Metaspace" ->
                replacements.add(new Replacement(decoder.path("replacement").asString("\u2581"), " "));
            case "Replace" -> {
                JsonNode from = decoder.path("pattern").path("String");
                if (from.isString() && !from.asString().isEmpty()) {
                    replacements.add(new Replacement(
                            from.asString(), decoder.path("content").asString("")));
                }
            }
            case "WordPiece" -> continuation = decoder.path("prefix").asString("##");
            case "BPEDecoder" -> wordEnd = decoder.path("suffix").asString("</w>");
            // The native library has an index below zero there, and ends the process.
            case "Strip" ->
                require(
                        decoder.path("stop").asInt(0) == 0,
                        "tokenizer.json: decoder 'Strip' has stop %s, and only 0 is supported",
                        decoder.path("stop"));
            default -> {}
        }
    }

    private static boolean printable(int value) {
        return value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
    }

    /** The bytes of a token of the vocabulary, spelled as in the file. */
    byte[] of(String token) {
        if (byteLevel) {
            return fromLetters(token);
        }
        OptionalInt single = single(token);
        return single.isPresent()
                ? new byte[] {(byte) single.getAsInt()}
                : fromPiece(token).getBytes(StandardCharsets.UTF_8);
    }

    /** The byte that a token such as {@code <0x0A>} stands for. */
    OptionalInt single(String token) {
        boolean spelled = byteFallback && token.length() == 6 && token.startsWith("<0x") && token.endsWith(">");
        if (!spelled || !HexFormat.isHexDigit(token.charAt(3)) || !HexFormat.isHexDigit(token.charAt(4))) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(HexFormat.fromHexDigits(token, 3, 5));
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

    private String fromPiece(String token) {
        String text = token;
        for (Replacement replacement : replacements) {
            text = text.replace(replacement.from, replacement.to);
        }
        if (!continuation.isEmpty()) {
            text = text.startsWith(continuation) ? text.substring(continuation.length()) : " " + text;
        }
        return wordEnd.isEmpty() ? text : text.replace(wordEnd, " ");
    }
}
