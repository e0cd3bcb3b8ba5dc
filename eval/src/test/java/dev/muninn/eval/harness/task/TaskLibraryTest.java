package dev.muninn.eval.harness.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task files: those that ship, and users' own. */
class TaskLibraryTest {
    private static final Path SHIPPED = Path.of("src/main/resources/dev/muninn/eval/harness/tasks");

    @TempDir
    Path folder;

    private TaskConfig read(String yaml) throws IOException {
        Files.writeString(folder.resolve("own.yaml"), yaml);
        return new TaskLibrary(List.of())
                .select(List.of(folder.resolve("own.yaml").toString()))
                .tasks()
                .getFirst();
    }

    private void refused(String yaml, String... reasons) {
        assertThatThrownBy(() -> read(yaml))
                .as(yaml)
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("own.yaml")
                .hasMessageContainingAll(reasons);
    }

    @Test
    void everyFileThatShipsIsListedAndEveryTaskIsRead() throws IOException {
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            List<String> yaml = files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(file -> SHIPPED.relativize(file).toString())
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(SHIPPED.resolve("index.txt"))).containsExactlyInAnyOrderElementsOf(yaml);
        }
        TaskLibrary library = new TaskLibrary(List.of());
        for (String name : library.tasks()) {
            TaskConfig task = library.select(List.of(name)).tasks().getFirst();
            assertThat(task.name()).isEqualTo(name);
            task.worked()
                    .ifPresent(worked -> assertThat(library.tasks()).as(name).contains(worked));
        }
        assertThat(library.select(List.of("mmlu")).tasks()).hasSize(57);
        assertThat(library.select(List.of("mmlu")).groups()).hasSize(5);
        assertThat(library.select(List.of("bbh_worked")).tasks()).hasSize(27);
    }

    @Test
    void everyTaskThatShipsSaysWhereItsDataComesFrom() throws IOException {
        for (String folder : List.of(
                "arithmetic",
                "arc",
                "babi",
                "bbh",
                "boolq",
                "gsm8k",
                "hellaswag",
                "lambada",
                "mmlu",
                "openbookqa",
                "piqa",
                "sciq",
                "stepgame",
                "svamp",
                "wikitext",
                "winogrande")) {
            StringBuilder text = new StringBuilder();
            try (Stream<Path> files = Files.list(SHIPPED.resolve(folder))) {
                for (Path file : files.toList()) {
                    text.append(Files.readString(file));
                }
            }
            assertThat(text.toString()).as(folder).contains("# Data:");
        }
    }

    @Test
    void yamlIsReadAsPyYamlReadsIt() throws IOException {
        TaskConfig task = read("""
                task: own
                dataset_path: json
                dataset_kwargs: {data_files: {test: a.jsonl}}
                output_type: multiple_choice
                test_split: test
                doc_to_text: "{{ q }}"
                doc_to_choice: ["no", 'yes']
                doc_to_target: 0x1
                num_fewshot: 3
                metric_list: &metrics
                  - {metric: acc, aggregation: mean, higher_is_better: yes}
                metadata: {version: 1.5}
                """);
        assertThat(task.prompt().choices()).contains(new Choices.Fixed(List.of("no", "yes")));
        assertThat(task.prompt().target()).isEqualTo(new Target.Index(1));
        assertThat(task.shots()).hasValue(3);
        assertThat(task.metrics().getFirst().higherIsBetter()).isTrue();
        assertThat(task.version()).isEqualTo("1.5");
        assertThat(Yaml.read("a: no\nb: 1e-3\nc: 1.0e-3\nd: ~\ne: 010\nf: <>\n", "x")
                        .values())
                .containsExactly(false, "1e-3", 1.0e-3, null, 8L, "<>");
    }

    @Test
    void filesIncludeOneAnother() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), """
                dataset_path: json
                output_type: generate_until
                test_split: test
                doc_to_text: base
                doc_to_target: answer
                """);
        TaskConfig task = read("include: base.yaml\ntask: own\ndoc_to_text: own\n");
        assertThat(task.prompt().text()).isEqualTo("own");
        assertThat(task.prompt().target()).isEqualTo(new Target.Template("answer"));
        assertThat(task.generation().until()).containsExactly("\n\n");
        Files.writeString(folder.resolve("base.yaml"), "include: own.yaml\n");
        refused("include: base.yaml\ntask: own\n", "include one another");
    }

    @Test
    void groupsHoldTasksGroupsAndOverrides() throws IOException {
        Files.writeString(folder.resolve("one.yaml"), """
                task: one
                dataset_path: json
                test_split: test
                doc_to_text: q
                doc_to_target: a
                tag: some
                """);
        Files.writeString(folder.resolve("all.yaml"), """
                group: all
                task:
                  - one
                  - group: inner
                    task:
                      - {task: own, dataset_path: json, test_split: test, doc_to_text: x, doc_to_target: a}
                aggregate_metric_list:
                  - {metric: exact_match, weight_by_size: false}
                """);
        TaskLibrary library = new TaskLibrary(List.of(folder));
        TaskSelection all = library.select(List.of("all"));
        assertThat(all.tasks().stream().map(TaskConfig::name)).containsExactly("one", "all::inner::own");
        assertThat(all.groups().stream().map(GroupConfig::name)).containsExactly("all::inner", "all");
        assertThat(library.select(List.of("some")).tasks()).hasSize(1);
        assertThatThrownBy(() -> library.select(List.of("nothing"))).hasMessageContaining("'nothing' is unknown");
    }

    @Test
    void whatNeedsPythonOrIsNotHereIsRefusedByName() {
        String good = "task: own\ndataset_path: json\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\n";
        refused(good + "process_docs: !function utils.process\n", "process_docs", "utils.process", "Python");
        refused(good.replace("doc_to_text: q", "doc_to_text: !function utils.text"), "doc_to_text", "utils.text");
        refused(
                good + "filter_list:\n  - name: x\n    filter:\n      - {function: !function a.b}\n",
                "filter_list",
                "a.b");
        refused(good + "process_results: code\n", "process_results", "Python");
        refused(good + "use_prompt: x\n", "use_prompt");
        refused(good + "unsafe_code: true\n", "unsafe_code");
        refused(good + "doc_to_image: x\n", "doc_to_image");
        refused(good + "metric_list:\n  - metric: bleu\n", "metric_list", "'bleu'");
        refused(good + "metric_list:\n  - metric: acc\n", "'acc' is no metric of generate_until");
        refused(good + "metric_list:\n  - {metric: exact_match, aggregation: f1}\n", "aggregation", "'f1'");
        refused(good + "docs_to_text: x\n", "docs_to_text is unknown");
        refused(good + "output_type: guess\n", "output_type", "'guess'");
        refused(good + "output_type: multiple_choice\n", "doc_to_choice: missing");
        refused(good + "num_fewshot: many\n", "num_fewshot", "'many'");
        refused(good + "fewshot_config: {sampler: balanced}\n", "sampler", "'balanced'");
        refused(good + "fewshot_config: {fewshot_indices: [1]}\n", "fewshot_indices");
        refused(good.replace("test_split: test\n", ""), "test_split");
        refused(good.replace("dataset_path: json\n", ""), "dataset_path: missing");
        refused("task: [", "not valid YAML");
        refused("- a\n", "wanted a task");
    }
}
