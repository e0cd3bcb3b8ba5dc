package dev.muninn.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.Precision;
import dev.muninn.train.tape.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
    private static final String TEXT = """
            model: {tokenizer: tok, width: 128, heads: 4, prelude: 1, core: 2, coda: 1, convolution: 4, mean_recurrence: 8}
            precision: bf16
            batch: {sequences: 32, length: 256}
            steps: 1000
            optimizer: {kind: muon, rate: 3e-3}
            schedule: {kind: wsd, warmup: 100}
            curriculum:
              - until: 500
                mean_recurrence: 4
                data:
                  - {family: chains, form: many, weight: 2, easiest: 0, hardest: 3}
              - ramp: 100
                data:
                  - {family: chains, easiest: 0, hardest: 8}
            output: out
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTokenizer() throws IOException {
        Files.createDirectories(directory.resolve("tok"));
        Files.writeString(directory.resolve("tok").resolve("tokenizer.json"), "{}");
    }

    private Recipe read(String text) {
        return RecipeReader.parse(text, directory);
    }

    @Test
    void whatIsNotSaidHasTheUsualValue() {
        Recipe recipe = read(TEXT);

        assertThat(recipe.model())
                .isEqualTo(new ModelRecipe.Fresh(
                        ModelRecipe.Family.RAVEN,
                        directory.resolve("tok"),
                        128,
                        4,
                        4,
                        336,
                        1,
                        2,
                        1,
                        4,
                        8,
                        8,
                        1024,
                        true));
        assertThat(recipe.precision()).isEqualTo(Precision.BF16);
        assertThat(recipe.optimizer())
                .isEqualTo(new OptimizerRecipe(OptimizerRecipe.Kind.MUON, 0.003, 0.02, 0.95, 0.9, 0.95, 1e-8, 0, 1));
        assertThat(recipe.curriculum()).hasSize(2);
        assertThat(recipe.curriculum().getFirst().meanRecurrence()).isEqualTo(4);
        assertThat(recipe.curriculum().getLast().meanRecurrence()).isEqualTo(8);
        assertThat(recipe.curriculum().getLast().data())
                .containsExactly(new DataPart.Task("chains", "direct", 1, 0, 8));
        assertThat(recipe.evaluation().recurrences()).containsExactly(1, 4, 8, 16, 64);
        assertThat(recipe.evaluation().data())
                .isEqualTo(recipe.curriculum().getLast().data());
        assertThat(recipe.output()).isEqualTo(directory.resolve("out"));
    }

    @Test
    void depthsLossesTeacherAndReplicas() {
        String more = """
                depth_loss: {kind: every, earlier: 0.5, until: 200}
                teacher: {weight: 2}
                replicas: 3
                recompute: true
                """;
        Recipe recipe = read(TEXT.replace(
                        "ramp: 100", "ramp: 100\n    recurrences: {kind: uniform, least: 2, most: 9, dropout: 0.1}")
                + more);

        assertThat(recipe.depthLoss().at(0)).isEqualTo(new Objective.Every(0.5));
        assertThat(recipe.depthLoss().at(150)).isEqualTo(new Objective.Every(0.125));
        assertThat(recipe.depthLoss().at(1000)).isEqualTo(new Objective.Every(0));
        assertThat(recipe.teacher()).contains(new TeacherRecipe(new TeacherRecipe.Base(), 2, TeacherRecipe.Rows.TEXT));
        assertThat(recipe.compute()).isEqualTo(new Compute(3, true));
        assertThat(recipe.curriculum().getFirst().depths()).isEqualTo(Depths.USUAL);
        assertThat(recipe.curriculum().getLast().depths()).isEqualTo(new Depths(Depths.Kind.UNIFORM, 2, 9, 0.1));
        assertThat(read(TEXT).compute().replicas())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(read(TEXT).depthLoss().at(7)).isEqualTo(Objective.LAST);
        assertThat(RecipeFacts.of(recipe).differenceFrom(RecipeFacts.of(read(TEXT + more))))
                .isPresent();
    }

    /** How much memory a run takes does not show in its result; how many replicas it has does. */
    @Test
    void replicasArePartOfTheResult() {
        RecipeFacts two = RecipeFacts.of(read(TEXT + "replicas: 2\n"));
        assertThat(two.differenceFrom(RecipeFacts.of(read(TEXT + "replicas: 2\nrecompute: true\nthreads: 1\n"))))
                .isEmpty();
        assertThat(two.differenceFrom(RecipeFacts.of(read(TEXT + "replicas: 3\n"))))
                .contains("'compute.replicas' is 2 in the recipe, the run began with 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "length: 256|lenght: 256|'batch.length': found nothing, wanted an integer between 2 and 1000000",
                "steps: 1000|stepps: 1000|'steps': found nothing, wanted how many steps to train for",
                "warmup: 100|warmpu: 100|'schedule.warmpu': unknown key; did you mean 'warmup'?",
                "weight: 2|wieght: 2|'curriculum[0].data[0].wieght': unknown key; did you mean 'weight'?",
                "width: 128|width: wide|'model.width': found 'wide', wanted an integer between 2 and 1000000",
                "heads: 4|heads: 5|'model.heads': found 5, wanted heads of even width: width is 128",
                "kind: muon|kind: sgd|'optimizer.kind': found 'sgd', wanted one of adamw, muon",
                "rate: 3e-3|rate: fast|'optimizer.rate': found 'fast', wanted a number between 0 and 10",
                "tokenizer: tok|tokenizer: no|wanted a tokenizer.json or the directory of one",
                "until: 500|ramp: 1|'curriculum[0].until': found nothing, wanted the step at which the next phase begins",
                "hardest: 3|hardest: -1|'curriculum[0].data[0].hardest': found -1, wanted an integer between 0 and 1000",
                "output: out|steps: 3|recipe.yaml: not valid YAML at line 15",
            })
    void faultsSayKeyFoundAndWanted(String from, String to, String message) {
        assertThat(TEXT).contains(from);
        assertThatThrownBy(() -> read(TEXT.replace(from, to)))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("recipe.yaml: ")
                .hasMessageContaining(message);
    }

    private static final String LINES = """
                  - {jsonl: mine.jsonl}
                  - {jsonl: [a.jsonl, more/b.jsonl.gz], weight: 2, held_out: 0.1, loss: {other: 0.5}}
            """;

    private static String withLines(String evaluation) {
        return TEXT.replaceFirst(" *- \\{family: chains, form: many.*\n", LINES)
                .replace(
                        "output:", "loss: {answer: 2, other: 0.03}\nevaluation: {data: [" + evaluation + "]}\noutput:");
    }

    @Test
    void linesOfJsonWithWeightsOfTheirOwn() {
        Recipe recipe = read(withLines("{jsonl: mine.jsonl}"));
        assertThat(recipe.curriculum().getFirst().data())
                .containsExactly(
                        new DataPart.Jsonl(
                                List.of(directory.resolve("mine.jsonl")),
                                false,
                                1,
                                0.02,
                                new SourceWeights(2, 0.03, 2)),
                        new DataPart.Jsonl(
                                List.of(
                                        directory.resolve("a.jsonl"),
                                        directory.resolve("more").resolve("b.jsonl.gz")),
                                false,
                                2,
                                0.1,
                                new SourceWeights(2, 0.5, 2)));
    }

    @Test
    void filesByAPatternEachAsOftenAsAnother() throws IOException {
        Files.createDirectories(directory.resolve("more"));
        for (String name : List.of("b-2.jsonl", "a-1.jsonl", "a-2.jsonl")) {
            Files.writeString(directory.resolve("more").resolve(name), "");
        }
        String text = withLines("{jsonl: mine.jsonl}");
        DataPart.Jsonl part =
                (DataPart.Jsonl) read(text.replace("{jsonl: mine.jsonl}\n", "{jsonl: more/a-*.jsonl, evenly: true}\n"))
                        .curriculum()
                        .getFirst()
                        .data()
                        .getFirst();
        assertThat(part.evenly()).isTrue();
        assertThat(part.files())
                .containsExactly(
                        directory.resolve("more").resolve("a-1.jsonl"),
                        directory.resolve("more").resolve("a-2.jsonl"));
        assertThatThrownBy(() -> read(text.replace("{jsonl: mine.jsonl}\n", "{jsonl: more/c-*.jsonl}\n")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("found more/c-*.jsonl, wanted a pattern that files in");
    }

    @Test
    void whatIsLearnedIsNotEvaluated() {
        assertThat(read(withLines("{jsonl: [b.jsonl, a.jsonl], held_out: 0.1}"))
                        .evaluation()
                        .data())
                .hasSize(1);
        assertThatThrownBy(() -> read(withLines("{jsonl: [b.jsonl, a.jsonl], held_out: 0.2}")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'evaluation.held_out': found 0.2, wanted at most 0.1")
                .hasMessageContaining("a.jsonl");
    }

    @Test
    void whatHasNoEffectOnResultsIsNoDifference() {
        RecipeFacts facts = RecipeFacts.of(read(TEXT));
        String other = TEXT.replace("output: out", "output: elsewhere\nthreads: 7\ncheckpoints: {steps: 3}")
                .replace("steps: 1000", "steps: 2000");

        assertThat(RecipeFacts.of(read(other)).differenceFrom(facts)).isEmpty();
        assertThat(RecipeFacts.of(read(TEXT.replace("rate: 3e-3", "rate: 1e-3")))
                        .differenceFrom(facts))
                .contains("'optimizer.rate' is 0.001 in the recipe, the run began with 0.003");
    }

    @Test
    void schedulesRiseAndFall() {
        Schedule wsd = new Schedule(Schedule.Kind.WSD, 10, 20, 0);
        assertThat(wsd.at(0, 100)).isEqualTo(0.1);
        assertThat(wsd.at(9, 100)).isEqualTo(1);
        assertThat(wsd.at(80, 100)).isEqualTo(1);
        assertThat(wsd.at(90, 100)).isEqualTo(0.5);
        assertThat(wsd.at(99, 100)).isEqualTo(0.05);
        Schedule cosine = new Schedule(Schedule.Kind.COSINE, 0, 0, 0.1);
        assertThat(cosine.at(0, 100)).isEqualTo(1);
        assertThat(cosine.at(50, 100)).isCloseTo(0.55, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(cosine.at(99, 100)).isBetween(0.1, 0.101);
        assertThat(new Schedule(Schedule.Kind.LINEAR, 0, 0, 0).at(75, 100)).isEqualTo(0.25);
    }
}
