package dev.muninn.train.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are written, read by the engine. */
class TokenizerFilesTest {
    @TempDir
    private static Path directory;

    private static Bpe bpe;
    private static BpeEncoder encoder;
    private static Tokenizer engine;

    @BeforeAll
    static void write() {
        bpe = TextSamples.trained(900);
        encoder = new BpeEncoder(bpe);
        TokenizerFiles.write(bpe, directory);
        engine = Tokenizer.load(directory);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void theEngineEncodesAsWeDoAndDecodesWhatWasSaid() {
        Random random = new Random(4);
        for (int i = 0; i < 5000; i++) {
            String text = TextSamples.random(random);
            int[] ids = encoder.encode(text);
            assertThat(engine.encode(text, false)).as(text).isEqualTo(ids);
            assertThat(engine.decode(ids, false)).isEqualTo(text);
        }
    }

    @Test
    void anyCharactersAtAll() {
        Random random = new Random(9);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            String text = random.ints(8, 1, Character.MAX_CODE_POINT)
                    .map(c -> random.nextBoolean() ? c % 0x3000 : c)
                    .filter(c -> Character.getType(c) != Character.SURROGATE)
                    .filter(Character::isDefined)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(engine.decode(encoder.encode(text), false)).isEqualTo(text);
            if (!Arrays.equals(engine.encode(text, false), encoder.encode(text))) {
                different.add(text);
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void halfOfASurrogatePairIsReplaced() {
        assertThat(encoder.encode("a\uD83Db\uDC69")).isEqualTo(encoder.encode("a\uFFFDb\uFFFD"));
        assertThat(engine.decode(encoder.encode("a\uD83Db"), false)).isEqualTo("a\uFFFDb");
    }

    @Test
    void theVocabularyIsTheSame() {
        assertThat(engine.vocab()).isEqualTo(bpe.vocabulary());
        assertThat(engine.bos()).contains(bpe.id(SpecialTokens.BEGIN_TEXT));
        assertThat(engine.eos()).contains(bpe.id(SpecialTokens.END_TEXT));
        assertThat(engine.pad()).contains(bpe.id(SpecialTokens.PAD));
        assertThat(bpe.special().all()).allMatch(token -> engine.isSpecial(bpe.id(token)));
        IntStream.range(0, 256 + bpe.merges().size())
                .forEach(id -> assertThat(engine.isSpecial(id)).isFalse());
        assertThat(TokenizerFiles.read(directory)).contains(bpe);
    }

    @Test
    void everyTextBeginsAsADocumentDoes() {
        assertThat(engine.encode("Hi", true)[0]).isEqualTo(bpe.id(SpecialTokens.BEGIN_TEXT));
        assertThat(engine.encode("<|end_text|>", false)).containsExactly(bpe.id(SpecialTokens.END_TEXT));
        assertThat(engine.decode(encoder.encode("<|end_text|>"), true)).isEqualTo("<|end_text|>");
    }

    @Test
    void aChatIsADocument() {
        ChatMessage question = new ChatMessage("user", " What is c? \n");
        ChatMessage answer = new ChatMessage("assistant", " 14\n");
        ChatMessage steps = new ChatMessage("assistant", "b = 7.\nAnswer: 7");
        ChatMessage loud = new ChatMessage("system", "Think aloud.");
        ChatMessage atOnce = new ChatMessage("system", "Answer at once.");

        assertThat(chat(true, question)).isEqualTo("<|begin_text|>What is c?\nAnswer:");
        assertThat(chat(true, atOnce, question)).isEqualTo("<|begin_text|>What is c?\nAnswer:");
        assertThat(chat(true, loud, question)).isEqualTo("<|begin_text|>What is c?\nSteps:");
        assertThat(chat(true, question, answer, question))
                .isEqualTo("<|begin_text|>What is c?\nAnswer: 14<|end_turn|>\nWhat is c?\nAnswer:");
        assertThat(chat(false, loud, question, steps))
                .isEqualTo("<|begin_text|>What is c?\nSteps: b = 7.\nAnswer: 7<|end_turn|>");
        assertThat(chat(false, loud, question, new ChatMessage("assistant", "Steps: b = 7.\nAnswer: 7")))
                .isEqualTo("<|begin_text|>What is c?\nSteps: b = 7.\nAnswer: 7<|end_turn|>");
        assertThat(chat(false, question, new ChatMessage("assistant", "Answer: {{ 7 * 7 }}")))
                .isEqualTo("<|begin_text|>What is c?\nAnswer: {{ 7 * 7 }}<|end_turn|>");
        assertThat(engine.encodeChat(List.of(question), true))
                .startsWith(bpe.id(SpecialTokens.BEGIN_TEXT))
                .endsWith(encoder.encode("\nAnswer:"));
    }

    @Test
    void aTurnOfAnotherRoleIsRefused() {
        assertThatThrownBy(() -> chat(true, new ChatMessage("tool", "Hi")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("system, user or assistant");
    }

    private static String chat(boolean prompt, ChatMessage... messages) {
        return engine.chatTemplate().orElseThrow().render(List.of(messages), prompt);
    }

    @Test
    void anotherKindOfTokenizerIsNotTakenForOurs(@TempDir Path other) throws IOException {
        String json = Files.readString(directory.resolve("tokenizer.json"));
        Files.writeString(other.resolve("tokenizer.json"), json.replace("\"Isolated\"", "\"Removed\""));
        assertThat(TokenizerFiles.read(other)).isEmpty();
        Files.writeString(other.resolve("tokenizer.json"), "{");
        assertThatThrownBy(() -> TokenizerFiles.read(other)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> TokenizerFiles.read(other.resolve("none"))).isInstanceOf(MuninnException.class);
        Path huginn = Path.of("..", "core", "src", "test", "resources", "huginn-0125");
        assertThat(TokenizerFiles.read(huginn)).isEmpty();
    }
}
