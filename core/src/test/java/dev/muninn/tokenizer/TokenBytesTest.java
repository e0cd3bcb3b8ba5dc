package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TokenBytesTest {
    private static final Path HUGINN = Path.of("src", "test", "resources", "huginn-0125");

    @Test
    void theBytesOfAllTokensAreTheText() {
        String text = "Grüße, 世界! 🦜🦜\n\ttab";
        try (Tokenizer tokenizer = Tokenizer.load(HUGINN)) {
            var bytes = new ByteArrayOutputStream();
            for (int id : tokenizer.encode(text, false)) {
                bytes.writeBytes(tokenizer.bytes(id));
            }
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
            int bos = tokenizer.bos().orElseThrow();
            assertThat(new String(tokenizer.bytes(bos), StandardCharsets.UTF_8))
                    .isEqualTo(tokenizer.specialTokens().get("bos_token"));
        }
    }

    @Test
    void piecesWriteSpacesAndLoneBytesTheirOwnWay() {
        TokenBytes pieces = TokenBytes.of(JsonMapper.shared()
                .readTree("{\"decoder\":{\"decoders\":[{\"type\":\"Metaspace\"},{\"type\":\"ByteFallback\"}]}}"));
        assertThat(pieces.of("<0x0A>")).containsExactly('\n');
        assertThat(pieces.of("<0xZZ>")).isEqualTo("<0xZZ>".getBytes(StandardCharsets.UTF_8));
        assertThat(pieces.of("<0xE2>")).containsExactly(0xE2);
        assertThat(pieces.of("\u2581the")).isEqualTo(" the".getBytes(StandardCharsets.UTF_8));
    }
}
