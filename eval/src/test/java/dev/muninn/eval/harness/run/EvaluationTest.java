package dev.muninn.eval.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.eval.harness.data.DataFolders;
import dev.muninn.eval.harness.prompt.TaskTemplates;
import dev.muninn.eval.harness.report.EvalReport;
import dev.muninn.eval.harness.report.HarnessFiles;
import dev.muninn.eval.harness.report.RunFacts;
import dev.muninn.eval.harness.score.Said;
import dev.muninn.eval.harness.task.TaskLibrary;
import dev.muninn.eval.harness.task.TaskSelection;
import dev.muninn.eval.proof.Watch;
import dev.muninn.eval.proof.report.Report;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.Tasks;
import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.model.StateInit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs with the model that ships, on problems that it can do. */
class EvaluationTest {
    private static final Path MODEL = Path.of("../models/muninn-mini");
    private static final int QUESTIONS = 6;
    private static final String HEAD = """
            dataset_path: json
            dataset_kwargs: {data_files: {test: chains.jsonl}}
            test_split: test
            """;

    @TempDir
    Path folder;

    private final AtomicInteger opened = new AtomicInteger();

    @BeforeEach
    void writeProblems() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < QUESTIONS; i++) {
            Example example = Tasks.named("chains").example(5, i, 2, Split.HELD_OUT);
            int answer = Integer.parseInt(example.answer());
            lines.append(JsonMapper.shared()
                            .createObjectNode()
                            .put("prompt", example.prompt())
                            .put("steps", example.steps())
                            .put("answer", example.answer())
                            .put("other", String.valueOf((answer + 11) % 31)))
                    .append('\n');
        }
        Files.writeString(folder.resolve("chains.jsonl"), lines);
        Files.writeString(folder.resolve("choice.yaml"), "task: choice\noutput_type: multiple_choice\n" + HEAD + """
                doc_to_text: "{{ prompt }}\\nAnswer:"
                doc_to_choice: "{{ [other, answer] }}"
                doc_to_target: 1
                """);
        Files.writeString(
                folder.resolve("rolling.yaml"),
                "task: rolling\noutput_type: loglikelihood_rolling\n" + HEAD + "doc_to_target: prompt\n");
        Files.writeString(folder.resolve("write.yaml"), "task: write\n" + HEAD + """
                doc_to_text: "{{ prompt }}\\nAnswer:"
                doc_to_target: answer
                generation_kwargs: {until: ["\\n"], max_gen_toks: 8}
                filter_list:
                  - name: stripped
                    filter: [{function: remove_whitespace}, {function: take_first}]
                metadata: {version: 2.0, worked: steps}
                """);
        Files.writeString(folder.resolve("steps.yaml"), "task: steps\n" + HEAD + """
                doc_to_text: "{{ prompt }}\\nSteps:"
                doc_to_target: answer
                generation_kwargs: {until: ["Let"], max_gen_toks: 60}
                filter_list:
                  - name: answer
                    filter: [{function: regex, regex_pattern: "Answer: (\\\\d+)"}, {function: take_first}]
                """);
        Files.writeString(folder.resolve("both.yaml"), """
                group: both
                task: [choice]
                aggregate_metric_list: [{metric: acc}]
                """);
    }

    private EvalModel open(String weights) {
        opened.incrementAndGet();
        return EvalModel.of("mini", "mini", Engine.load(MODEL, EngineOptions.defaults()));
    }

    private EvalOptions options(boolean worked, int votes) {
        EvalOptions plain = EvalOptions.plain(List.of(folder));
        return new EvalOptions(
                plain.prompts(), plain.limit(), plain.data(), 1234, 0, plain.context(), false, worked, votes, 0.7);
    }

    private TaskLibrary library() {
        return new TaskLibrary(List.of(folder));
    }

    private List<PlannedTask> plan(EvalOptions options, String... tasks) {
        TaskSelection selection = library().select(List.of(tasks));
        return new Planner(library(), new TaskTemplates(), DataFolders.below(options.data()), options).plan(selection);
    }

    private Outcome run(Path out, Axes axes, EvalOptions options, Watch watch, String... tasks) {
        try (Journal journal = new Journal(out)) {
            return new Evaluation(this::open, axes, options, journal, watch).run(plan(options, tasks), _ -> {});
        }
    }

    private static Said.Likelihoods likelihoods(TaskAnswers answers, int recurrences, int item) {
        return (Said.Likelihoods)
                answers.at(Setting.at(recurrences)).get(item).orElseThrow().said();
    }

    @Test
    void sumsAreThoseOfTheEngineAtEveryDepth() {
        Outcome outcome = run(
                folder.resolve("out"),
                Axes.depths(List.of(1, 2, 8)),
                options(false, 1),
                Watch.NONE,
                "choice",
                "rolling");
        assertThat(outcome.complete()).isTrue();
        try (Engine engine = Engine.load(MODEL, EngineOptions.defaults())) {
            for (TaskAnswers answers : outcome.tasks()) {
                for (int recurrences : new int[] {1, 2, 8}) {
                    var item = answers.planned().items().get(3);
                    String context = item.contexts().isEmpty() ? "" : item.context();
                    for (int c = 0; c < item.continuations().size(); c++) {
                        double sum = sum(engine, context, item.continuations().get(c), recurrences);
                        assertThat(likelihoods(answers, recurrences, 3).sums()[c])
                                .isCloseTo(sum, within(1e-4));
                    }
                }
            }
        }
    }

    private static double sum(Engine engine, String context, String continuation, int recurrences) {
        int[] first = context.isEmpty()
                ? new int[] {engine.tokenizer().bos().orElseThrow()}
                : engine.tokenizer().encode(context, false);
        int[] text = engine.tokenizer().encode(context + continuation, false);
        int[] all = context.isEmpty() ? joined(first, text) : text;
        double[] sum = new double[1];
        engine.forward(all, recurrences, StateInit.NOISE, 0, (position, logits, state) -> {
            if (position + 1 >= first.length && position + 1 < all.length) {
                sum[0] += TokenLogProbabilities.of(logits, all[position + 1], 1).chosen();
            }
        });
        return sum[0];
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Test
    void depthMakesTheDifference() {
        Axes axes = Axes.depths(List.of(1, 8));
        Outcome outcome = run(folder.resolve("out"), axes, options(false, 1), Watch.NONE, "choice", "write");
        Report report = report(outcome, List.of());
        assertThat(report.chapters()).hasSize(3);
        JsonNode results = results(outcome, "mini__r_8").path("results");
        assertThat(results.at("/choice/acc,none").asDouble()).isEqualTo(1.0);
        assertThat(results.at("/write/exact_match,stripped").asDouble()).isEqualTo(1.0);
        assertThat(results(outcome, "mini__r_1")
                        .at("/results/write/exact_match,stripped")
                        .asDouble())
                .isLessThan(0.7);
    }

    private Report report(Outcome outcome, List<String> names) {
        return new EvalReport(
                        facts(),
                        library()
                                .select(names.isEmpty() ? List.of("both") : names)
                                .groups())
                .of(outcome);
    }

    private RunFacts facts() {
        return new RunFacts("2026-01-01T00:00:00Z", List.of("some"), options(false, 1), "test");
    }

    private JsonNode results(Outcome outcome, String setting) {
        Path out = folder.resolve("files");
        new HarnessFiles(out, facts())
                .write(outcome, library().select(List.of("both")).groups());
        try (Stream<Path> files = Files.list(out.resolve(setting))) {
            Path file = files.filter(each -> each.getFileName().toString().startsWith("results_"))
                    .findFirst()
                    .orElseThrow();
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void resultsAreLaidOutAsTheHarnessLaysThemOut() throws IOException {
        Outcome outcome =
                run(folder.resolve("out"), Axes.depths(List.of(8)), options(false, 1), Watch.NONE, "choice", "write");
        JsonNode json = results(outcome, "mini__r_8");
        assertThat(json.at("/results/choice/acc_stderr,none").isNumber()).isTrue();
        assertThat(json.at("/results/choice/alias").asString()).isEqualTo("choice");
        assertThat(json.at("/results/both/acc,none").asDouble()).isEqualTo(1.0);
        assertThat(json.at("/groups/both/acc,none").asDouble()).isEqualTo(1.0);
        assertThat(json.at("/group_subtasks/both/0").asString()).isEqualTo("choice");
        assertThat(json.at("/versions/write").asDouble()).isEqualTo(2.0);
        assertThat(json.at("/n-samples/choice/effective").asInt()).isEqualTo(QUESTIONS);
        assertThat(json.at("/higher_is_better/choice/acc").asBoolean()).isTrue();
        assertThat(json.at("/config/model_args/recurrences").asInt()).isEqualTo(8);
        Path samples = folder.resolve("files/mini__r_8/samples_choice_2026-01-01T00-00-00Z.jsonl");
        JsonNode line = JsonMapper.shared().readTree(Files.readAllLines(samples).getFirst());
        assertThat(line.path("resps").size()).isEqualTo(2);
        assertThat(line.at("/arguments/0/1").asString()).startsWith(" ");
        assertThat(line.path("acc").asDouble()).isEqualTo(1.0);
    }

    /** Stops after some looks. */
    private static Watch stoppingAfter(int looks) {
        AtomicInteger left = new AtomicInteger(looks);
        return new Watch() {
            @Override
            public boolean stopped() {
                return left.decrementAndGet() < 0;
            }

            @Override
            public void at(String section, long done, long total) {}
        };
    }

    @Test
    void aRunThatWasEndedGoesOnAndFindsTheSame() throws IOException {
        Axes axes = Axes.depths(List.of(2, 8));
        String[] tasks = {"choice", "write"};
        Path whole = folder.resolve("whole");
        Outcome wanted = run(whole, axes, options(false, 1), Watch.NONE, tasks);
        Path cut = folder.resolve("cut");
        Outcome partial = run(cut, axes, options(false, 1), stoppingAfter(20), tasks);
        assertThat(partial.complete()).isFalse();
        long kept = Files.readAllLines(cut.resolve(Journal.FILE)).size();
        assertThat(kept).isPositive().isLessThan(4L * QUESTIONS);
        // The line that was being written when the power failed.
        Files.writeString(cut.resolve(Journal.FILE), "{\"key\":\"ab", java.nio.file.StandardOpenOption.APPEND);
        Outcome again = run(cut, axes, options(false, 1), Watch.NONE, tasks);
        assertThat(again.complete()).isTrue();
        assertThat(texts(again)).isEqualTo(texts(wanted));
        assertThat(report(again, List.of()).notes()).isEmpty();
        assertThat(report(partial, List.of()).notes().getFirst()).contains("not finished");
        long lines = Files.readAllLines(cut.resolve(Journal.FILE)).size();
        run(cut, axes, options(false, 1), Watch.NONE, tasks);
        assertThat(Files.readAllLines(cut.resolve(Journal.FILE))).hasSize((int) lines);
    }

    private static List<String> texts(Outcome outcome) {
        List<String> texts = new ArrayList<>();
        for (TaskAnswers task : outcome.tasks()) {
            for (Setting setting : task.settings()) {
                for (Optional<Answer> answer : task.at(setting)) {
                    texts.add(
                            switch (answer.orElseThrow().said()) {
                                case Said.Texts(List<String> said) -> said.toString();
                                case Said.Likelihoods(double[] sums, boolean[] _) -> java.util.Arrays.toString(sums);
                            });
                }
            }
        }
        return texts;
    }

    @Test
    void wordsAndDepthAreOnOneAxis() {
        EvalOptions options = options(true, 3);
        Axes axes = Axes.depths(List.of(1, 8));
        List<PlannedTask> planned = plan(options, "write");
        assertThat(planned.stream().map(PlannedTask::name)).containsExactly("write", "write x3", "steps", "steps x3");
        Outcome outcome = run(folder.resolve("out"), axes, options, Watch.NONE, "write");
        Report report = report(outcome, List.of());
        String words =
                JsonMapper.shared().writeValueAsString(report.chapters().get(1).data());
        assertThat(report.chapters().get(1).title()).contains("words, depth, and both");
        assertThat(words).contains("depth alone", "words alone", "\"both\"", "blockPasses");
    }

    @Test
    void exitsAndSlotsAreAxesOfWhatIsWritten() {
        Axes axes = new Axes(List.of(16), List.of("none", "settled:0.1"), List.of("full", "latest"), List.of(""));
        Outcome outcome = run(folder.resolve("out"), axes, options(false, 1), Watch.NONE, "write");
        TaskAnswers answers = outcome.tasks().getFirst();
        assertThat(answers.settings()).hasSize(4);
        Cost full = answers.at(Setting.at(16)).getFirst().orElseThrow().cost();
        Cost exits = answers.at(new Setting("", 16, "settled:0.1", "latest"))
                .getFirst()
                .orElseThrow()
                .cost();
        assertThat(full.recurrences()).isEqualTo(16.0);
        assertThat(exits.recurrences()).isLessThan(16.0);
        assertThatThrownBy(() -> new Axes(List.of(4), List.of("never"), List.of("full"), List.of("")))
                .hasMessageContaining("never");
        assertThatThrownBy(() -> Axes.depths(List.of(0))).hasMessageContaining("--recurrences");
    }

    @Test
    void nothingIsAskedBeforeAllQuestionsAreWell() throws IOException {
        Files.writeString(
                folder.resolve("choice.yaml"),
                Files.readString(folder.resolve("choice.yaml")).replace("doc_to_target: 1", "doc_to_target: 2"));
        assertThatThrownBy(() -> run(
                        folder.resolve("out"),
                        Axes.depths(List.of(1)),
                        options(false, 1),
                        Watch.NONE,
                        "write",
                        "choice"))
                .hasMessageContaining("choice.yaml")
                .hasMessageContaining("found the label 2, wanted 0 to 1");
        assertThat(opened).hasValue(0);
    }
}
