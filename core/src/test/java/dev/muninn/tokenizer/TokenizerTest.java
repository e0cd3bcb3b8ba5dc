package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TokenizerTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = HuginnTokenizer.load();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    static Stream<JsonNode> encodings() {
        return HuginnTokenizer.goldens().path("encodings").values().stream();
    }

    static Stream<JsonNode> chats() {
        return HuginnTokenizer.goldens().path("chats").values().stream();
    }

    @Test
    void goldensAreAllThere() {
        assertThat(encodings()).hasSize(24);
        assertThat(chats()).hasSize(8);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void encodesAndDecodesAsTheReference(JsonNode golden) {
        int[] ids = HuginnTokenizer.ids(golden);
        assertThat(tokenizer.encode(golden.path("text").asString(), false)).containsExactly(ids);
        assertThat(tokenizer.decode(ids, false))
                .isEqualTo(golden.path("decoded").asString());
    }

    @ParameterizedTest
    @MethodSource("chats")
    void rendersAndEncodesChatsAsTheReference(JsonNode golden) {
        List<ChatMessage> messages = golden.path("messages").values().stream()
                .map(m -> new ChatMessage(
                        m.path("role").asString(), m.path("content").asString()))
                .toList();
        boolean prompt = golden.path("add_generation_prompt").asBoolean();
        assertThat(tokenizer.chatTemplate().orElseThrow().render(messages, prompt))
                .isEqualTo(golden.path("rendered").asString());
        assertThat(tokenizer.encodeChat(messages, prompt)).containsExactly(HuginnTokenizer.ids(golden));
    }

    @Test
    void specialTokensAreAddedOnRequestOnly() {
        int bos = tokenizer.bos().orElseThrow();
        assertThat(tokenizer.encode("Hello World", true)).containsExactly(bos, 9480, 8957);
        assertThat(tokenizer.encode("", true)).containsExactly(bos);
        assertThat(tokenizer.decode(new int[] {bos, 9480, 8957}, true)).isEqualTo("Hello World");
        assertThat(tokenizer.decode(new int[] {bos, 9480, 8957}, false)).isEqualTo("<|begin_text|>Hello World");
    }

    @Test
    void knowsItsVocabulary() {
        assertThat(tokenizer.vocab()).isEqualTo(65536);
        assertThat(tokenizer.bos()).contains(65504);
        assertThat(tokenizer.eos()).contains(65505);
        assertThat(tokenizer.pad()).contains(65509);
        assertThat(tokenizer.id("<|end_turn|>")).contains(65508);
        assertThat(tokenizer.id("Hello")).contains(9480);
        assertThat(tokenizer.id("no such token")).isEmpty();
        assertThat(tokenizer.isSpecial(65508)).isTrue();
        assertThat(tokenizer.isSpecial(9480)).isFalse();
        assertThat(tokenizer.isSpecial(-1)).isFalse();
        assertThat(tokenizer.isSpecial(1 << 30)).isFalse();
    }

    @Test
    void longTextIsNotTruncated() {
        int[] ids = tokenizer.encode("word ".repeat(5000), false);
        assertThat(ids.length).isGreaterThanOrEqualTo(5000);
        assertThat(tokenizer.decode(ids, false)).isEqualTo("word ".repeat(5000));
    }

    @Test
    void spacesAreNotCleanedUp() {
        String text = "a . b , c ! do n't 's";
        assertThat(tokenizer.decode(tokenizer.encode(text, false), false)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00b", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void halfCharactersDoNotBreakTheNativeLibrary(String text) {
        int[] ids = tokenizer.encode(text, false);
        assertThat(tokenizer.decode(ids, false)).isNotNull();
    }

    @Test
    void unknownIdsAreRefused() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {65536}, false))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> tokenizer.decode(new int[] {-1}, false)).isInstanceOf(MuninnException.class);
    }

    @Test
    void noTokenizerIsSaidWithTheDirectoryAndAWayOut(@TempDir Path directory) {
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("--ids");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"model\": {\"vocab\": {\"a\": \"b\"}}}",
                "{\"model\": {\"vocab\": {\"a\": -1}}}",
                "{\"model\": {\"vocab\": {\"a\": 99999999999}}}",
                "{\"model\": {\"vocab\": {\"a\": 0}}}",
                "{\"model\": {\"vocab\": [[1, 2]]}}",
                "{\"model\": {\"vocab\": {\"a\": 0}}, \"added_tokens\": [{}]}",
                "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"x y\"]}}"
            })
    void malformedTokenizersAreRefused(String json, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tokenizer.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"chat_template\": 3}", "{\"chat_template\": [{\"name\": \"x\"}]}"})
    void malformedConfigurationsAreRefused(String json, @TempDir Path directory) throws IOException {
        Files.copy(HuginnTokenizer.DIRECTORY.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
        Files.writeString(directory.resolve("tokenizer_config.json"), json);
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tokenizer_config.json");
    }

    @Test
    void aTokenizerAloneIsEnough(@TempDir Path directory) throws IOException {
        Files.copy(HuginnTokenizer.DIRECTORY.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
        try (Tokenizer bare = Tokenizer.load(directory)) {
            assertThat(bare.encode("Hello World", false)).containsExactly(9480, 8957);
            assertThat(bare.bos()).isEmpty();
            assertThatThrownBy(() -> bare.encodeChat(List.of(new ChatMessage("user", "Hi")), true))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("chat template");
        }
    }

    @Test
    void aClosedTokenizerSaysSo() {
        Tokenizer closed = HuginnTokenizer.load();
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.encode("a", false))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("closed");
    }
}
