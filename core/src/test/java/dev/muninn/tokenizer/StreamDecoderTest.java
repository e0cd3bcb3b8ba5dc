package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StreamDecoderTest {
    private static final int FIRST_SPECIAL = 65504;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = HuginnTokenizer.load();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void piecesOfTheGoldensAreTheirText() {
        for (JsonNode golden : HuginnTokenizer.goldens().path("encodings")) {
            check(HuginnTokenizer.ids(golden), false);
        }
    }

    @Test
    void piecesOfRandomTokensAreTheirText() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            check(random.ints(random.nextInt(120), 0, tokenizer.vocab()).toArray(), trial % 2 == 0);
        }
    }

    /** Ids under 256 are the single bytes: nearly all such text is broken UTF-8. */
    @Test
    void piecesOfRandomBytesAreTheirText() {
        Random random = new Random(2);
        for (int trial = 0; trial < 300; trial++) {
            check(random.ints(random.nextInt(200), 0, 256).toArray(), false);
            check(random.ints(random.nextInt(200), 0x80, 256).toArray(), false);
        }
    }

    @Test
    void piecesOfRandomCharactersAreTheirText() {
        Random random = new Random(3);
        int[] alphabet = "aé日本語🦅😀👩‍👩‍👧ß \n\u0000\uFFFD".codePoints().toArray();
        for (int trial = 0; trial < 300; trial++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(100); i > 0; i--) {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            check(tokenizer.encode(text.toString(), false), false);
        }
    }

    /** A token that begins and ends within a character keeps the text misaligned for ever. */
    @Test
    void endlessBrokenTextIsStillExactAndEmitted() {
        int[] tail = {0x80, 0xF0, 0x9F, 0x98};
        int[] ids = new int[400];
        Arrays.setAll(ids, i -> tail[i % tail.length]);
        check(ids, false);
        Arrays.fill(ids, 0x80);
        check(ids, false);
        StreamDecoder decoder = tokenizer.streamDecoder(false);
        int emitted = Arrays.stream(ids).map(id -> decoder.accept(id).length()).sum();
        assertThat(emitted).isGreaterThanOrEqualTo(397);
    }

    @Test
    void aCharacterIsNotEmittedBeforeItIsWhole() {
        StreamDecoder decoder = tokenizer.streamDecoder(false);
        assertThat(decoder.accept(0xF0)).isEmpty();
        assertThat(decoder.accept(0x9F)).isEmpty();
        assertThat(decoder.accept(0x98)).isEmpty();
        assertThat(decoder.accept(0x80)).isEqualTo("😀");
        assertThat(decoder.accept(0xE2)).isEmpty();
        assertThat(decoder.flush()).isEqualTo("\uFFFD");
        assertThat(decoder.accept('a')).isEqualTo("a");
    }

    @Test
    void specialTokensCanBeLeftOut() {
        StreamDecoder decoder = tokenizer.streamDecoder(true);
        assertThat(decoder.accept(9480)).isEqualTo("Hello");
        assertThat(decoder.accept(FIRST_SPECIAL)).isEmpty();
        assertThat(decoder.accept(8957)).isEqualTo(" World");
    }

    private static void check(int[] ids, boolean skipSpecialTokens) {
        StreamDecoder decoder = tokenizer.streamDecoder(skipSpecialTokens);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String piece = decoder.accept(id);
            text.append(piece);
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isTrue();
        }
        text.append(decoder.flush());
        assertThat(text.toString()).as(Arrays.toString(ids)).isEqualTo(tokenizer.decode(ids, skipSpecialTokens));
    }
}
