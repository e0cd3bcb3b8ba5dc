package dev.muninn.tokenizer;

import static dev.muninn.tokenizer.GgufVocabularies.CONTROL;
import static dev.muninn.tokenizer.GgufVocabularies.NORMAL;
import static dev.muninn.tokenizer.GgufVocabularies.UNUSED;
import static dev.muninn.tokenizer.GgufVocabularies.USER_DEFINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte-level tokenizers from the metadata of GGUF files. */
class GgufByteLevelTest {
    private static final String TEMPLATE =
            "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>{% endfor %}";

    @TempDir
    Path folder;

    /** Merges show which letters share a piece. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "llama-bpe; 3333; 333,3",
                "llama-v3; 333333; 333,333",
                "qwen2; 333; 3,3,3",
                "deepseek-r1-qwen; 33; 3,3",
                "smollm; 333; 3,3,3",
                "starcoder; 33; 3,3",
                "refact; 33; 3,3",
                "deepseek-coder; 33; 3,3",
                "gpt-2; 33333; 33,333",
                "tekken; 33; 3,3",
                "default; 33333; 333,33",
                "llama-bpe; I'LL; I,'LL",
                "qwen2; I'LL; I,'LL",
                "gpt-2; I'LL; I,',LL",
                "smollm; I'LL; I,',LL",
                "tekken; eB; e,B",
                "llama-bpe; eB; eB",
                "qwen2; a~ ~b; a,~,ĊĠĊ,b",
                "gpt-2; a~ ~b; a,ĊĠ,Ċ,b",
                "qwen2; a.~; a,.Ċ",
                "tekken; a/~; a,/Ċ",
                "gpt-2; a.~; a,.,Ċ"
            })
    void eachNameCutsInItsOwnWay(String pre, String text, String tokens) {
        GgufVocabularies vocabulary = GgufVocabularies.bytes()
                .merge("3", "3")
                .merge("33", "3")
                .merge("L", "L")
                .merge("'", "LL")
                .merge("e", "B")
                .merge("Ċ", "Ġ")
                .merge("ĊĠ", "Ċ")
                .merge(".", "Ċ")
                .merge("/", "Ċ");
        try (Tokenizer tokenizer = load(vocabulary.gpt2(pre))) {
            int[] ids = tokenizer.encode(text.replace('~', '\n'), false);
            assertThat(Arrays.stream(ids).mapToObj(id -> spelling(vocabulary, tokenizer, id)))
                    .containsExactly(tokens.replace("a,~,", "a,").split(","));
            assertThat(tokenizer.decode(ids, false)).isEqualTo(text.replace('~', '\n'));
        }
    }

    private static String spelling(GgufVocabularies vocabulary, Tokenizer tokenizer, int id) {
        String spelled = vocabulary.token(id);
        assertThat(tokenizer.id(spelled)).contains(id);
        return spelled;
    }

    @Test
    void anUnknownNameIsRefusedAndAMissingOneIsNot() {
        assertThatThrownBy(() -> load(GgufVocabularies.bytes().merge("a", "b").gpt2("mystery")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContainingAll("model.gguf", "'mystery'", "llama-bpe", "tekken");
        GgufWriter old = GgufVocabularies.bytes()
                .list(new GgufWriter().put("tokenizer.ggml.model", "gpt2"))
                .put("tokenizer.ggml.merges", List.of("a b"));
        assertThatThrownBy(() -> load(old)).hasMessageContaining("refuses it"); // the merge makes no token
        try (Tokenizer tokenizer = load(GgufVocabularies.bytes()
                .merge("a", "b")
                .list(new GgufWriter().put("tokenizer.ggml.model", "gpt2"))
                .put("tokenizer.ggml.merges", List.of("a b")))) {
            assertThat(tokenizer.encode("ab", true)).containsExactly(256);
        }
    }

    /** A piece that is a token itself is taken before any merge, and without one that makes it, by some. */
    @ParameterizedTest
    @CsvSource({"llama-bpe, true", "tekken, true", "qwen2, false", "smollm, false"})
    void wholeWordsAreTokensForSome(String pre, boolean whole) {
        GgufVocabularies vocabulary =
                GgufVocabularies.bytes().add("Ġxyz", NORMAL).merge("Ġ", "x").merge("y", "z");
        try (Tokenizer tokenizer = load(vocabulary.gpt2(pre))) {
            assertThat(tokenizer.encode(" xyz", false)).isEqualTo(whole ? new int[] {256} : new int[] {257, 258});
        }
    }

    @Test
    void mergesAreCutAtTheFirstBlankThatIsNotTheirFirstLetter() {
        GgufWriter writer = GgufVocabularies.bytes()
                .add(" ", NORMAL)
                .merge(" ", "b")
                .merge("a", "b")
                .gpt2("gpt-2");
        try (Tokenizer tokenizer = load(writer)) {
            assertThat(tokenizer.encode("ab", false)).containsExactly(258);
        }
        assertThat(GgufTokenizer.read(folder.resolve("model.gguf"))
                        .path("model")
                        .path("merges")
                        .get(0)
                        .toString())
                .isEqualTo("[\" \",\"b\"]");
    }

    @Test
    void aVocabularyWithoutMergesIsRefused() {
        assertThatThrownBy(() -> load(GgufVocabularies.bytes().gpt2("gpt-2")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'tokenizer.ggml.merges' has no merges");
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2, -1, '', false",
        "qwen2, 257, '', false",
        "llama-bpe, 257, '', true",
        "tekken, 257, '', true",
        "tekken, -1, '', false",
        "llama-bpe, 257, false, false",
        "qwen2, 257, true, true",
        "gpt-2, -1, true, false",
    })
    void bosIsWhatTheFileSaysOrItsKindDoes(String pre, int bos, String add, boolean wanted) {
        GgufWriter writer =
                GgufVocabularies.bytes().merge("h", "i").add("<|bos|>", CONTROL).gpt2(pre);
        if (bos >= 0) {
            writer.put("tokenizer.ggml.bos_token_id", bos);
        }
        if (!add.isEmpty()) {
            writer.put("tokenizer.ggml.add_bos_token", Boolean.parseBoolean(add));
        }
        try (Tokenizer tokenizer = load(writer)) {
            assertThat(tokenizer.encode("hi", true)).isEqualTo(wanted ? new int[] {257, 256} : new int[] {256});
            assertThat(tokenizer.encode("hi", false)).containsExactly(256);
        }
    }

    @Test
    void qwensTextIsComposedFirst() {
        String apart = "e\u0301";
        String composed = "\u00E9";
        GgufVocabularies vocabulary = GgufVocabularies.bytes().merge("h", "i");
        try (Tokenizer qwen = load(vocabulary.gpt2("qwen2"))) {
            assertThat(qwen.encode(apart, false)).containsExactly(qwen.encode(composed, false));
        }
        try (Tokenizer llama = load(vocabulary.gpt2("llama-bpe"))) {
            assertThat(llama.encode(apart, false)).isNotEqualTo(llama.encode(composed, false));
        }
    }

    @Test
    void aChatHasOneBosAndNobodyCanSayAControlToken() {
        GgufVocabularies vocabulary = GgufVocabularies.bytes()
                .merge("h", "i")
                .add("<|bos|>", CONTROL)
                .add("<|im_start|>", CONTROL)
                .add("<|im_end|>", CONTROL)
                .add("<tool>", USER_DEFINED);
        GgufWriter writer = vocabulary
                .gpt2("llama-bpe")
                .put("tokenizer.ggml.bos_token_id", vocabulary.id("<|bos|>"))
                .put("tokenizer.chat_template", TEMPLATE);
        try (Tokenizer tokenizer = load(writer)) {
            int[] ids = tokenizer.encodeChat(List.of(new ChatMessage("user", "hi<|im_end|><|bos|>hi<tool>")), false);
            assertThat(Arrays.stream(ids).filter(tokenizer::isSpecial))
                    .containsExactly(
                            vocabulary.id("<|bos|>"), vocabulary.id("<|im_start|>"), vocabulary.id("<|im_end|>"));
            assertThat(Arrays.stream(ids)).contains(vocabulary.id("<tool>"));
            assertThat(tokenizer.decode(ids, true)).isEqualTo("user\nhi<|im_end|><|bos|>hi<tool>");
            assertThat(tokenizer.encode("hi<tool><|im_end|>", false))
                    .containsExactly(256, vocabulary.id("<tool>"), vocabulary.id("<|im_end|>"));
        }
    }

    /** A Llama 3 file whose only end is that of a text, though turns end otherwise. */
    @Test
    void endsAreThoseOfTheKeysAndThoseOfKnownSpelling() {
        GgufVocabularies vocabulary = GgufVocabularies.bytes()
                .merge("h", "i")
                .add("<|end_of_text|>", CONTROL)
                .add("<|eot_id|>", CONTROL)
                .add("<|call|>", NORMAL)
                .add("</s>", NORMAL);
        GgufWriter writer = vocabulary
                .gpt2("llama-bpe")
                .put("tokenizer.ggml.eos_token_id", vocabulary.id("<|end_of_text|>"))
                .put("tokenizer.ggml.eom_token_id", vocabulary.id("<|call|>"));
        try (Tokenizer tokenizer = load(writer)) {
            assertThat(tokenizer.ends())
                    .containsExactlyInAnyOrder(
                            vocabulary.id("<|end_of_text|>"), vocabulary.id("<|eot_id|>"), vocabulary.id("<|call|>"));
            assertThat(tokenizer.isSpecial(vocabulary.id("<|call|>"))).isTrue();
        }
    }

    @Test
    void whatFillsTheListUpIsNoToken() {
        GgufVocabularies vocabulary = GgufVocabularies.bytes()
                .merge("h", "i")
                .add("<|fim|>", UNUSED)
                .add("[PAD258]", UNUSED)
                .add("", UNUSED);
        try (Tokenizer tokenizer = load(vocabulary.gpt2("qwen2"))) {
            assertThat(tokenizer.vocab()).isEqualTo(258);
            assertThat(tokenizer.contains(257)).isTrue();
            assertThat(tokenizer.contains(258)).isFalse();
            assertThat(tokenizer.unknown(262)).containsExactlyInAnyOrder(258, 259, 260, 261);
            assertThat(tokenizer.encode("[PAD258]", false)).hasSize(8);
        }
    }

    @Test
    void tokensThatAreSpelledAlikeAreRefused() {
        GgufVocabularies vocabulary = GgufVocabularies.bytes().merge("h", "i").add("h", NORMAL);
        assertThatThrownBy(() -> load(vocabulary.gpt2("qwen2")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tokens 104 and 257 are both 'h'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDE38", "a\uD83D\uDE38b", "日本語"})
    void aCharacterOverTwoTokensIsHeldUntilItIsWhole(String text) {
        GgufVocabularies vocabulary = GgufVocabularies.bytes().merge("ð", "Ł").merge("ĺ", "¸"); // F0 9F, 98 B8
        try (Tokenizer tokenizer = load(vocabulary.gpt2("gpt-2"))) {
            int[] ids = tokenizer.encode(text, false);
            StreamDecoder decoder = tokenizer.streamDecoder(true);
            StringBuilder streamed = new StringBuilder();
            for (int id : ids) {
                String piece = decoder.accept(id);
                assertThat(piece).doesNotContain("\uFFFD");
                streamed.append(piece);
            }
            assertThat(streamed).hasToString(text);
            assertThat(ids.length).isLessThan(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1);
        }
    }

    @Test
    void aFileWithoutATokenizerSaysSo() {
        assertThatThrownBy(() -> load(new GgufWriter().put("a", 1)))
                .isInstanceOf(MuninnException.class)
                .hasMessageContainingAll("model.gguf", "--ids");
        assertThatThrownBy(() -> load(new GgufWriter()
                        .put("tokenizer.ggml.model", "bert")
                        .put("tokenizer.ggml.tokens", List.of("a"))))
                .hasMessageContainingAll("'bert'", "gpt2 or llama");
    }

    private Tokenizer load(GgufWriter writer) {
        return Tokenizer.load(writer.write(folder.resolve("model.gguf")));
    }
}
