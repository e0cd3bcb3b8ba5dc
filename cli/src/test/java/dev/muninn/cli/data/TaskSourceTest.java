package dev.muninn.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Statement;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.TaskText;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.Bpe;
import dev.muninn.train.bpe.BpeTrainer;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenEncoders;
import dev.muninn.train.bpe.TokenizerFiles;
import dev.muninn.train.bpe.WordCounts;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.recipe.Recipe.LossWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskSourceTest {
    private static final int SAMPLE = 480;
    private static final TaskMixture PROBLEMS = AllTasks.mixture();

    @TempDir
    private static Path directory;

    private static Tokenizer tokenizer;
    private static TaskSource source;

    @BeforeAll
    static void learn() {
        WordCounts counts = new WordCounts();
        IntStream.range(0, SAMPLE).forEach(i -> counts.add(PROBLEMS.at(i).document()));
        Bpe bpe = new BpeTrainer(700, 2, SpecialTokens.and(List.of())).train(counts, merges -> {});
        TokenizerFiles.write(bpe, directory);
        tokenizer = Tokenizer.load(directory);
        TextEncoder encoder = TokenEncoders.of(directory, tokenizer);
        source = new TaskSource(
                PROBLEMS,
                encoder,
                tokenizer.bos().orElseThrow(),
                tokenizer.id(SpecialTokens.END_TURN).orElseThrow(),
                new LossWeights(1, 0.1));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static String marked(Document document, boolean answers) {
        return tokenizer.decode(
                IntStream.range(0, document.tokens().length)
                        .filter(i -> answers ? document.answer()[i] : document.weights()[i] == 1)
                        .map(i -> document.tokens()[i])
                        .toArray(),
                false);
    }

    @Test
    void aDocumentIsTheTextBetweenItsEndsHoweverItIsEncoded() {
        for (int i = 0; i < SAMPLE; i++) {
            int[] tokens = source.at(i).tokens();
            String text = tokenizer.decode(tokens, false);
            assertThat(text.replace("<|end_turn|>", "") + "\n")
                    .isEqualTo("<|begin_text|>" + PROBLEMS.at(i).document());
            assertThat(tokens).isEqualTo(tokenizer.encode(text, false));
        }
    }

    @Test
    void aChatIsTheSameDocumentAndItsOpeningThatOfAnEvaluation() {
        for (int i = 0; i < SAMPLE; i++) {
            TaskMixture.Item item = PROBLEMS.at(i);
            var chat = TaskText.chat(item.example(), item.form());
            assertThat(tokenizer.encodeChat(chat, false)).isEqualTo(source.at(i).tokens());
            if (!manyTurns(item)) {
                String opening = TaskText.opening(item.example(), item.form());
                assertThat(tokenizer.encodeChat(chat.subList(0, 2), true)).isEqualTo(tokenizer.encode(opening, true));
                assertThat(source.at(i).tokens()).startsWith(tokenizer.encode(opening, true));
            }
        }
    }

    @Test
    void answersAndStepsAreWhatIsLearned() {
        boolean[] seen = new boolean[Form.values().length];
        for (int i = 0; i < SAMPLE; i++) {
            TaskMixture.Item item = PROBLEMS.at(i);
            var example = item.example();
            Document document = source.at(i);
            String answers = manyTurns(item)
                    ? String.join(
                            "",
                            example.questions().stream()
                                    .map(q -> " " + q.answer() + "<|end_turn|>")
                                    .toList())
                    : " " + example.answer() + "<|end_turn|>";
            assertThat(marked(document, true)).isEqualTo(answers);
            String notes = item.form() == Form.NOTED
                    ? example.noted().stream()
                            .map(Statement::value)
                            .filter(value -> !value.isEmpty())
                            .map(value -> " " + value)
                            .collect(Collectors.joining())
                    : "";
            String steps = item.form() == Form.STEPS ? " " + example.steps() + "\nAnswer:" : "";
            assertThat(marked(document, false)).isEqualTo(notes + steps + answers);
            assertThat(document.weights()[0]).isEqualTo(0.1f);
            assertThat(document.label())
                    .isEqualTo(example.family() + "/" + example.difficulty() + "/"
                            + item.form().label());
            seen[item.form().ordinal()] = true;
        }
        assertThat(seen).doesNotContain(false);
    }

    private static boolean manyTurns(TaskMixture.Item item) {
        return item.form() == Form.MANY || item.form() == Form.NOTED;
    }
}
