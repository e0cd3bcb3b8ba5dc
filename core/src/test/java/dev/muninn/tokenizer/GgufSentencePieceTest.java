package dev.muninn.tokenizer;

import static dev.muninn.tokenizer.GgufVocabularies.USER_DEFINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SentencePiece tokenizers from the metadata of GGUF files. */
class GgufSentencePieceTest {
    private static final int BYTES = 3;

    @TempDir
    Path folder;

    private static GgufVocabularies vocabulary() {
        // by their scores "he" is joined before "el" and "lo"
        return GgufVocabularies.sentencePiece(
                "he", "lo", "el", "▁he", "▁hello", "llo", "▁", "a", "b", "e", "h", "l", "o");
    }

    @Test
    void theBestScoreIsJoinedFirst() {
        GgufVocabularies pieces = vocabulary();
        try (Tokenizer tokenizer = load(pieces.llama())) {
            assertThat(tokenizer.encode("hel", false)).containsExactly(pieces.id("▁he"), pieces.id("l"));
            assertThat(tokenizer.encode("hello", false)).containsExactly(pieces.id("▁hello"));
            assertThat(tokenizer.encode("bel", false)).containsExactly(pieces.id("▁"), pieces.id("b"), pieces.id("el"));
        }
    }

    @Test
    void bosUnlessTheFileSaysOtherwise() {
        GgufVocabularies pieces = vocabulary();
        try (Tokenizer tokenizer = load(pieces.llama())) {
            assertThat(tokenizer.encode("he", true)).containsExactly(1, pieces.id("▁he"));
        }
        try (Tokenizer tokenizer = load(
                pieces.llama().put("tokenizer.ggml.add_bos_token", false).put("tokenizer.ggml.add_eos_token", true))) {
            assertThat(tokenizer.encode("he", true)).containsExactly(pieces.id("▁he"), 2);
        }
    }

    /** As llama.cpp and the first tokenizers of transformers do; later ones put it at the start of a text only. */
    @Test
    void aBlankGoesBeforeATextAndBehindASpecialToken() {
        GgufVocabularies pieces = vocabulary();
        int blank = pieces.id("▁");
        try (Tokenizer tokenizer = load(pieces.llama())) {
            assertThat(tokenizer.encode("a</s>b", false))
                    .containsExactly(blank, pieces.id("a"), 2, blank, pieces.id("b"));
        }
        try (Tokenizer tokenizer = load(pieces.llama().put("tokenizer.ggml.add_space_prefix", false))) {
            assertThat(tokenizer.encode("a</s>b", false)).containsExactly(pieces.id("a"), 2, pieces.id("b"));
            assertThat(tokenizer.decode(new int[] {blank, pieces.id("a")}, false))
                    .isEqualTo(" a");
        }
    }

    @Test
    void decodingDropsOneBlankAtTheVeryStart() {
        GgufVocabularies pieces = vocabulary();
        try (Tokenizer tokenizer = load(pieces.llama())) {
            String text = "hello  he a";
            int[] ids = tokenizer.encode(text, false);
            assertThat(tokenizer.decode(ids, true)).isEqualTo(text);
            StreamDecoder decoder = tokenizer.streamDecoder(true);
            StringBuilder streamed = new StringBuilder();
            for (int id : ids) {
                streamed.append(decoder.accept(id));
            }
            assertThat(streamed.append(decoder.flush())).hasToString(text);
        }
    }

    @Test
    void whatHasNoPieceIsBytes() {
        GgufVocabularies pieces = vocabulary();
        try (Tokenizer tokenizer = load(pieces.llama())) {
            int[] ids = tokenizer.encode("a\uD83D\uDE38", false);
            assertThat(ids)
                    .containsExactly(
                            pieces.id("▁"), pieces.id("a"), BYTES + 0xF0, BYTES + 0x9F, BYTES + 0x98, BYTES + 0xB8);
            assertThat(tokenizer.decode(ids, false)).isEqualTo("a\uD83D\uDE38");
            assertThat(tokenizer.bytes(BYTES + 0x9F)).containsExactly(0x9F);
            StreamDecoder decoder = tokenizer.streamDecoder(true);
            assertThat(decoder.accept(ids[0]) + decoder.accept(ids[1])).isEqualTo("a");
            assertThat(decoder.accept(ids[2])).isEmpty();
            assertThat(decoder.accept(ids[3])).isEmpty();
            assertThat(decoder.accept(ids[4])).isEmpty();
            assertThat(decoder.accept(ids[5])).isEmpty(); // a run of bytes is read as one
            assertThat(decoder.accept(ids[1])).isEqualTo("\uD83D\uDE38a");
        }
    }

    @Test
    void aTokenThatAUserDefinedIsNeverCutAndMakesNoMerge() {
        GgufVocabularies pieces = vocabulary().add("hello!", USER_DEFINED);
        try (Tokenizer tokenizer = load(pieces.llama())) {
            assertThat(tokenizer.encode("a hello!", false))
                    .containsExactly(pieces.id("▁"), pieces.id("a"), pieces.id("▁"), pieces.id("hello!"));
            assertThat(tokenizer.isSpecial(pieces.id("hello!"))).isFalse();
            assertThat(tokenizer.ends()).containsExactly(2);
        }
    }

    @Test
    void scoresMayBeIntegers() {
        GgufVocabularies pieces = GgufVocabularies.sentencePiece("ab", "a", "b");
        int[] scores = new int[pieces.id("b") + 1];
        GgufWriter writer = pieces.list(new GgufWriter().put("tokenizer.ggml.model", "llama"))
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.add_space_prefix", false);
        try (Tokenizer tokenizer = load(writer)) {
            assertThat(tokenizer.encode("ab", true)).containsExactly(pieces.id("ab"));
        }
    }

    @Test
    void scoresForOtherTokensAreRefused() {
        GgufWriter writer = vocabulary()
                .list(new GgufWriter().put("tokenizer.ggml.model", "llama"))
                .put("tokenizer.ggml.scores", 1f, 2f);
        assertThatThrownBy(() -> load(writer))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'tokenizer.ggml.scores' has 2 entries for 272 tokens");
    }

    private Tokenizer load(GgufWriter writer) {
        return Tokenizer.load(writer.write(folder.resolve("model.gguf")));
    }
}
