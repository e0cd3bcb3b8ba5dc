package dev.muninn.eval.harness.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.data.DataFolders;
import dev.muninn.eval.harness.data.DataSet;
import dev.muninn.eval.harness.task.TaskConfig;
import dev.muninn.eval.harness.task.TaskLibrary;
import dev.muninn.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts, letter by letter as lm-evaluation-harness 0.4.13 makes them. */
class ItemBuilderTest {
    private static final String CHOICE = """
            task: own
            dataset_path: json
            dataset_kwargs: {data_files: {train: train.jsonl, test: test.jsonl}}
            output_type: multiple_choice
            training_split: train
            test_split: test
            doc_to_text: "Q: {{ q }}\\nA:"
            doc_to_choice: "{{ options }}"
            doc_to_target: gold
            """;

    @TempDir
    Path folder;

    private List<Item> items(String yaml, PromptOptions options) throws IOException {
        Files.writeString(folder.resolve("own.yaml"), yaml);
        TaskConfig task = new TaskLibrary(List.of())
                .select(List.of(folder.resolve("own.yaml").toString()))
                .tasks()
                .getFirst();
        DataSet data = new DataSet(task, List.of(folder), DataFolders.below(List.of()));
        return new ItemBuilder(task, data, new TaskTemplates(), options).items(10);
    }

    private static PromptOptions shots(int count) {
        return new PromptOptions(OptionalInt.of(count), 1234, Optional.empty(), false, "");
    }

    private void data(String name, String... rows) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", rows) + "\n");
    }

    private void someData() throws IOException {
        data(
                "train.jsonl",
                "{\"q\": \"one\", \"options\": [\"it's\", \"b\"], \"gold\": 0}",
                "{\"q\": \"two\", \"options\": [\"c\", \"d\"], \"gold\": 1}");
        data("test.jsonl", "{\"q\": \"three\", \"options\": [\"e\", \"f 😀\"], \"gold\": 1}");
    }

    @Test
    void choicesFollowTheirExamples() throws IOException {
        someData();
        Item item = items(CHOICE + "description: \"Answer {{ q }}.\\n\"\n", shots(2))
                .getFirst();
        // random.Random(1234).sample of two is the second, then the first.
        assertThat(item.context()).isEqualTo("Answer three.\nQ: two\nA: d\n\nQ: one\nA: it's\n\nQ: three\nA:");
        assertThat(item.continuations()).containsExactly(" e", " f 😀");
        assertThat(item.target()).isEqualTo(1L);
    }

    @Test
    void delimitersAreTheTasks() throws IOException {
        someData();
        String yaml = CHOICE + "target_delimiter: \"\"\nfewshot_delimiter: \"|\"\ngen_prefix: \"So\"\n"
                + "fewshot_config: {sampler: first_n, doc_to_text: '{{ q }}?'}\n";
        Item item = items(yaml, shots(1)).getFirst();
        assertThat(item.context()).isEqualTo("one?So it's|Q: three\nA:So");
        assertThat(item.continuations()).containsExactly("e", "f 😀");
    }

    @Test
    void aQuestionIsNotItsOwnExample() throws IOException {
        data("train.jsonl", "{\"q\": \"x\", \"options\": [\"a\"], \"gold\": 0}");
        data(
                "test.jsonl",
                "{\"q\": \"x\", \"options\": [\"a\"], \"gold\": 0}",
                "{\"q\": \"y\", \"options\": [\"b\"], \"gold\": 0}");
        for (Item item : items(CHOICE + "fewshot_split: test\n", shots(1))) {
            String other = item.number() == 0 ? "y" : "x";
            assertThat(item.context()).startsWith("Q: " + other + "\nA: ");
        }
        assertThatThrownBy(() -> items(CHOICE + "fewshot_split: test\n", shots(2)))
                .hasMessageContaining("2 examples are wanted, and there are 2 to draw 3 from");
    }

    @Test
    void choicesMayStandBeforeTheAnswer() throws IOException {
        data("test.jsonl", "{\"s\": \"Ann met _ there.\", \"o\": [\"Bob\", \"Eve\"], \"answer\": \"2\"}");
        Item item = items("""
                task: own
                dataset_path: json
                dataset_kwargs: {data_files: {test: test.jsonl}}
                output_type: multiple_choice
                test_split: test
                doc_to_text: "{{ answer | int - 1 }}"
                doc_to_choice: "{{ [s.split('_')[0] + o[0], s.split('_')[0] + o[1]] }}"
                doc_to_target: "{{ s.split('_')[1].strip() }}"
                """, shots(0)).getFirst();
        assertThat(item.contexts()).containsExactly("Ann met Bob", "Ann met Eve");
        assertThat(item.continuations()).containsExactly(" there.");
        assertThat(item.target()).isEqualTo(1L);
    }

    @Test
    void chatsAreOneTurnOrMany() throws IOException {
        someData();
        ChatForm form = (messages, open) -> messages.stream()
                        .map((ChatMessage message) -> message.role() + ":" + message.content())
                        .collect(Collectors.joining("/"))
                + (open ? "" : "/answer:");
        Item single = items(CHOICE, new PromptOptions(OptionalInt.of(1), 1234, Optional.of(form), false, "Be brief."))
                .getFirst();
        assertThat(single.context()).isEqualTo("system:Be brief./user:Q: two\nA: d\n\nQ: three\nA:/answer:");
        assertThat(single.continuations()).containsExactly("e", "f 😀");
        Item several = items(CHOICE, new PromptOptions(OptionalInt.of(1), 1234, Optional.of(form), true, ""))
                .getFirst();
        assertThat(several.context()).isEqualTo("user:Q: two\nA:/assistant:d/user:Q: three\nA:/answer:");
    }

    @Test
    void aTaskThatWantsNoExamplesGetsNone() throws IOException {
        someData();
        assertThat(items(CHOICE + "num_fewshot: 0\n", shots(2)).getFirst().context())
                .isEqualTo("Q: three\nA:");
        assertThat(items(CHOICE + "num_fewshot: 1\n", PromptOptions.PLAIN)
                        .getFirst()
                        .context())
                .isEqualTo("Q: two\nA: d\n\nQ: three\nA:");
    }

    @Test
    void badRowsAreRefusedByFileFieldAndReason() throws IOException {
        data("train.jsonl", "{\"q\": \"x\"}");
        data("test.jsonl", "{\"q\": \"x\", \"options\": [\"a\", \"b\"], \"gold\": 2}");
        refused(CHOICE, "doc_to_target: found the label 2, wanted 0 to 1", "row 0 of", "test.jsonl");
        refused(CHOICE.replace("gold", "\"{{ 'c' }}\""), "found 'c', wanted one of the choices");
        refused(
                CHOICE.replace("{{ q }}", "{{ question }}"),
                "doc_to_text",
                "'question' is undefined",
                "the columns are q, options, gold");
        refused(CHOICE.replace("gold", "\"{{ none.such }}\""), "doc_to_target");
        refused(CHOICE.replace("{{ options }}", "{{ q }}"), "doc_to_choice", "wanted a list");
        refused(CHOICE.replace("{{ options }}", "{{ [1, 2] }}"), "doc_to_choice", "found the choice 1, wanted a text");
        refused(CHOICE.replace("{{ q }}", "{{ q"), "doc_to_text");
        data("test.jsonl", "{\"q\": \"x\", \"options\": [\"a\", \"b\"], \"gold\": null}");
        refused(CHOICE, "doc_to_target", "the column 'gold' is empty here");
    }

    private void refused(String yaml, String... reasons) {
        assertThatThrownBy(() -> items(yaml, shots(0)))
                .as(yaml)
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("own.yaml")
                .hasMessageContainingAll(reasons);
    }
}
