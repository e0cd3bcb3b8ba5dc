package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.muninn.architecture.Architecture;
import dev.muninn.cli.Muninn.Run;
import dev.muninn.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TrainCommandTest {
    private static final String RECIPE = """
            model: {tokenizer: tok, width: 16, heads: 2, prelude: 1, core: 1, coda: 1, convolution: 3, mean_recurrence: 2}
            batch: {sequences: 4, length: 128}
            steps: 4
            optimizer: {kind: muon}
            ema: 0.9
            loss: {answer: 1, other: 0.1}
            curriculum:
              - data: [{family: chains, form: direct, easiest: 0, hardest: 1}]
            evaluation: {every: 2, problems: 3, recurrences: [1, 3]}
            output: out
            """;

    @TempDir
    private Path directory;

    private Path recipe = Path.of("");

    @BeforeEach
    void writeRecipe() throws IOException {
        assertThat(run(
                                "tokenizer",
                                "train",
                                "--tasks",
                                300,
                                "--vocabulary",
                                400,
                                "--out",
                                directory.resolve("tok"),
                                "-q")
                        .status())
                .isZero();
        recipe = directory.resolve("recipe.yaml");
        Files.writeString(recipe, RECIPE);
    }

    @Test
    void aTrainedModelIsWhatTheOtherVerbsTake() throws IOException {
        Run trained = run("train", recipe, "--threads", 1);

        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("step 4 of 4").contains("held out after step 4:  r=1 ");
        Path out = directory.resolve("out");
        assertThat(Files.readAllLines(out.resolve("steps.csv"))).hasSize(5);
        assertThat(out.resolve("plots").resolve("depth-chains.png")).exists();
        Run answer = run("generate", "--model", out.resolve("model"), "Let a = 4.", "-n", 3, "--quiet");
        assertThat(answer.status()).as(answer.err()).isZero();
        Run again = run("train", recipe);
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("already trained for 4 steps");
        Files.writeString(recipe, RECIPE.replace("ema: 0.9", "ema: 0.8"));
        Run changed = run("train", recipe);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.err()).contains("'ema' is 0.8 in the recipe, the run began with 0.9");
    }

    @Test
    void aCheckpointIsTrainedFurther() throws IOException {
        Path second = directory.resolve("second.yaml");
        Files.writeString(
                second,
                RECIPE.replaceFirst("model: .*", "model: {from: out/model}").replace("output: out", "output: second"));

        Run trained = run("train", recipe, second);

        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(directory.resolve("second").resolve("model").resolve("tokenizer.json"))
                .exists();
        Run again = run("train", recipe, second);
        assertThat(again.status()).isZero();
        assertThat(again.out().split("already trained for 4 steps")).hasSize(3);
        assertThat(run("train", recipe, second, "--fixed-depth", 2).err())
                .contains("--out and --fixed-depth are for one recipe, found 2");
    }

    @Test
    void aModelOfFixedDepthIsTrainedOnTheSameData() throws IOException {
        Run trained = run("train", recipe, "--fixed-depth", 2);

        assertThat(trained.status()).as(trained.err()).isZero();
        Path model = directory.resolve("out-fixed-2").resolve("model");
        assertThat(ModelDirectory.facts(model))
                .asInstanceOf(type(Architecture.class))
                .satisfies(config -> {
                    assertThat(config.core().blocks()).isEqualTo(2);
                    assertThat(config.meanRecurrence()).isEqualTo(1);
                });
        assertThat(trained.out()).contains("recurrences 1.0").doesNotContain("r=3");
        assertThat(directory.resolve("out")).doesNotExist();
        Files.writeString(recipe, RECIPE.replaceFirst("model: .*", "model: {from: out-fixed-2/model}"));
        Run refused = run("train", recipe, "--fixed-depth", 2);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("a model of fixed depth begins from random weights");
    }

    @Test
    void errorsAreOneLine() throws IOException {
        for (List<String> change : List.of(
                List.of("family: chains", "family: chain", "there is no family of problems 'chain'"),
                List.of("hardest: 1}", "hardest: 99}", "difficulty 0 to 99"),
                List.of("length: 128", "length: 8", "set batch.length to at least"),
                List.of("steps: 4", "step: 4", "'steps': found nothing"))) {
            Files.writeString(recipe, RECIPE.replace(change.get(0), change.get(1)));
            Run refused = run("train", recipe, "--out", directory.resolve("refused"));
            assertThat(refused.status()).as(change.get(1)).isEqualTo(1);
            assertThat(refused.err().lines().filter(line -> !line.startsWith("WARNING")))
                    .hasSize(1)
                    .allMatch(line -> line.contains(change.get(2)), change.get(2));
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void ctrlCWritesACheckpointAndTheRunGoesOn() throws IOException, InterruptedException {
        Files.writeString(recipe, RECIPE.replace("steps: 4", "steps: 100000").replace("every: 2", "every: 0"));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        recipe.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("err").toFile())
                .start();
        try {
            Path log = out.resolve("steps.csv");
            while (process.isAlive()
                    && (!Files.exists(log) || Files.readAllLines(log).size() < 10)) {
                Thread.sleep(20);
            }
            new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor())
                    .as(Files.readString(directory.resolve("err")))
                    .isEqualTo(Interrupt.STATUS);
            int steps = Files.readAllLines(log).size() - 1;
            assertThat(Files.readString(out.resolve("checkpoints").resolve("latest")))
                    .isEqualTo("step-%08d\n".formatted(steps));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theBenchmarkEndsInOneLineOfJson() {
        Run bench = run(
                "bench",
                "train",
                "--width",
                32,
                "--heads",
                2,
                "--batch",
                2,
                "--length",
                16,
                "--vocab",
                64,
                "--steps",
                3,
                "--recurrences",
                3,
                "--backprop",
                2,
                "--json");

        assertThat(bench.status()).as(bench.err()).isZero();
        assertThat(bench.json().get("tokensPerSecond").asDouble()).isPositive();
        assertThat(bench.json().get("mlp").asInt()).isEqualTo(80);
        assertThat(run("bench", "train", "--heads", 7).err()).contains("--width 128 is not 7 heads of even width");
    }
}
