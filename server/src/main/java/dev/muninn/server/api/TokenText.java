package dev.muninn.server.api;

import dev.muninn.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A token alone as a string that no other token has, as far as its bytes tell. */
final class TokenText {
    private TokenText() {}

    /** The token's text, or {@code bytes:\xe2\x96} for one that is no whole character (the API's own way of writing it). */
    static String of(Tokenizer tokenizer, int id) {
        byte[] bytes = bytes(tokenizer, id);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder("bytes:");
            for (byte value : bytes) {
                text.append(String.format(Locale.ROOT, "\\x%02x", value & 0xFF));
            }
            return text.toString();
        }
    }

    /** None for an id that the model's logits have and the tokenizer has not. */
    static byte[] bytes(Tokenizer tokenizer, int id) {
        return tokenizer.contains(id) ? tokenizer.bytes(id) : new byte[0];
    }
}
