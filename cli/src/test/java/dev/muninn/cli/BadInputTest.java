package dev.muninn.cli;

import static dev.muninn.cli.Muninn.HUGINN;
import static dev.muninn.cli.Muninn.OURO;
import static dev.muninn.cli.Muninn.RAVEN;
import static dev.muninn.cli.Muninn.copy;
import static dev.muninn.cli.Muninn.run;
import static dev.muninn.cli.Muninn.runReading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake ends with a status, one line that says what is wrong, and nothing on standard output. */
class BadInputTest {
    @TempDir
    private static Path models;

    private final List<DynamicTest> tests = new ArrayList<>();

    @BeforeAll
    static void damage() throws IOException {
        Files.writeString(
                Files.createDirectories(models.resolve("llama")).resolve("config.json"), "{\"model_type\":\"llama\"}");
        Files.writeString(Files.createDirectories(models.resolve("nojson")).resolve("config.json"), "{\"model_type\":");
        Files.createDirectories(models.resolve("empty"));
        Files.delete(copy(RAVEN.resolve("bf16-sharded"), models.resolve("shard"))
                .resolve("model-00002-of-00002.safetensors"));
        Path cut = copy(RAVEN, models.resolve("cut")).resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() - 100);
        }
        Path header = copy(RAVEN, models.resolve("header")).resolve("model.safetensors");
        Files.write(header, Arrays.copyOf(Files.readAllBytes(header), 40));
        Files.writeString(copy(RAVEN, models.resolve("tokenizer")).resolve("tokenizer.json"), "{}");
    }

    private void raven(String says, Object... options) {
        model(RAVEN, says, options);
    }

    private void model(Path model, String says, Object... options) {
        List<Object> words = new ArrayList<>(List.of("generate", "-q", "--model", model, "--ids", "13,49,4"));
        words.addAll(Arrays.asList(options));
        line(says, words.toArray());
    }

    private void line(String says, Object... words) {
        String name = String.join(" ", Arrays.stream(words).map(String::valueOf).toList());
        tests.add(dynamicTest(name, () -> {
            Run run = run(words);
            assertThat(run.status()).as(run.out() + run.err()).isIn(1, 2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("muninn: ").contains(says).doesNotContain("Exception");
            assertThat(run.err().lines()).hasSize(1);
        }));
    }

    @TestFactory
    List<DynamicTest> words() {
        line("Unmatched argument", "think");
        line("Unknown option", "generate", "--deeper", "x");
        line("nothing to think about", "generate");
        line("more than one prompt", "generate", "a", "--ids", "1");
        raven("--exit", "--exit", "soon");
        raven("'x' is not a number", "--exit", "kl:x");
        raven("a number from 0 up", "--exit", "kl:NaN");
        raven("a number from 0 up", "--exit", "latent-diff:-1");
        raven("whole number", "--exit", "argmax-stable:2.5");
        raven("takes no threshold", "--exit", "none:1");
        raven("probability mass", "--exit", "gate:1.5");
        raven("not a slot policy", "--kv", "ring");
        raven("whole number", "--kv", "ring:x");
        raven("1 to 4096", "--kv", "ring:0");
        raven("two lookups", "--kv", "full+last");
        raven("two storages", "--kv", "ring:1+anchored:2");
        raven("not a slot policy", "--kv", "");
        raven("--decode", "--decode", "parallel");
        raven("--kv-format", "--kv-format", "f16");
        raven("--weights", "--weights", "q4_0");
        raven("--after-exit", "--after-exit", "go");
        raven("only once", "-n", 1, "-n", 2);
        raven("--init", "--init", "random");
        raven("kernels", "--kernels", "abacus");
        return tests;
    }

    @TestFactory
    List<DynamicTest> numbers() {
        raven("recurrences are 1 to", "-r", 0);
        raven("recurrences are 1 to", "-r", -3);
        raven("--recurrences", "-r", "99999999999");
        raven("at least 1 token", "-n", 0);
        raven("at least 1 token", "-n", -2);
        raven("threads are 1 to", "--threads", 0);
        raven("block", "--block", 0);
        raven("block", "--block", -5);
        raven("--seed", "--seed", 1.5);
        raven("--temperature", "-t", "NaN");
        raven("--temperature", "-t", "Infinity");
        raven("temperature", "-t", -1);
        raven("top", "--top-k", -1);
        raven("top", "--top-p", 1.5);
        raven("--top-p", "--top-p", "NaN");
        raven("min", "--min-p", -0.1);
        raven("penalty", "--repetition-penalty", 0);
        raven("recurrence", "--min-recurrences", 0);
        raven("at least 9 recurrences", "--min-recurrences", 9, "-r", 4);
        raven("--exit-at", "--decode", "wavefront", "--exit-at", "NaN");
        raven("--ema", "--decode", "wavefront", "--ema", 1);
        raven("state noise", "--decode", "wavefront", "--state-noise", "NaN");
        raven("--headway", "--decode", "wavefront", "--headway", 0);
        raven("--inner", "--decode", "wavefront", "--inner", 0);
        raven("--lookahead", "--decode", "speculative", "--lookahead", 0);
        raven("no cheaper", "--decode", "speculative", "--draft-recurrences", 8, "-r", 8);
        return tests;
    }

    @TestFactory
    List<DynamicTest> prompts() {
        line("token 101 is outside", "generate", "-q", "--model", RAVEN, "--ids", "101");
        line("token -1 is outside", "generate", "-q", "--model", RAVEN, "--ids", "-1");
        line("not a token id", "generate", "-q", "--model", RAVEN, "--ids", "1,,2");
        line("not a token id", "generate", "-q", "--model", RAVEN, "--ids", "");
        line("not a token id", "generate", "-q", "--model", RAVEN, "--ids", "3000000000");
        line("no tokenizer.json", "generate", "-q", "--model", RAVEN, "Hello");
        line("no tokenizer.json", "generate", "-q", "--model", RAVEN, "--chat", "Hello");
        line("no tokenizer.json", "chat", "-q", "--model", RAVEN);
        line("prompt is empty", "generate", "-q", "");
        line("no chat template", "generate", "-q", "--model", RandomTinyModel.directory(), "--chat", "Hello");
        line("stop string", "generate", "-q", "Hello", "--stop", "");
        line("the prompt has", "generate", "-q", "--model", RAVEN, "--ids", "1" + ",1".repeat(5000));
        line("outside the vocabulary", "forward", "-q", "--model", RAVEN, "--ids", "999", "-o", models.resolve("x.st"));
        return tests;
    }

    @TestFactory
    List<DynamicTest> files() {
        model(models.resolve("nowhere"), "not a directory");
        model(models.resolve("empty"), "config.json");
        model(models.resolve("llama"), "llama");
        model(models.resolve("nojson"), "config.json");
        model(models.resolve("shard"), "model-00002-of-00002.safetensors, which is missing");
        model(models.resolve("cut"), "model.safetensors");
        model(models.resolve("header"), "model.safetensors");
        model(HUGINN, "was the download complete?");
        line("tokenizer", "generate", "-q", "--model", models.resolve("tokenizer"), "Hello");
        line("is not there", "inspect", models.resolve("nowhere"));
        line("llama", "inspect", models.resolve("llama"));
        line("model.safetensors", "inspect", models.resolve("cut"));
        line("recurrences are 1 to", "inspect", RAVEN, "-r", 0);
        line("recurrences are 1 to", "inspect", RAVEN, "-r", 2_000_000_000);
        line("Missing required", "inspect");
        line("not a directory", "quantize", models.resolve("nowhere"), models.resolve("q"), "--weights", "int8");
        line("unknown format", "quantize", RAVEN, models.resolve("q"), "--weights", "int3");
        line("--threads", "quantize", RAVEN, models.resolve("q"), "--weights", "int8", "--threads", 0);
        line("exists already", "quantize", RAVEN, models.resolve("cut"), "--weights", "int8");
        line("model.safetensors", "quantize", models.resolve("cut"), models.resolve("q"), "--weights", "int8");
        line("was the download complete?", "quantize", HUGINN, models.resolve("q"), "--weights", "int8");
        line(
                "could not be written",
                "quantize",
                RAVEN,
                RAVEN.resolve("config.json").resolve("q"),
                "--weights",
                "int8");
        line(
                "could not be written",
                "forward",
                "-q",
                "--model",
                RAVEN,
                "--ids",
                1,
                "-o",
                models.resolve("nowhere").resolve("x"));
        line("recurrence", "forward", "-q", "--model", RAVEN, "--ids", 1, "-r", 0, "-o", models.resolve("x"));
        return tests;
    }

    @TestFactory
    List<DynamicTest> thingsThatDoNotGoTogether() {
        raven("learned exit gate", "--exit", "gate");
        raven("must share one slot", "--decode", "wavefront", "--kv", "full");
        raven("has nothing to decide", "--decode", "wavefront", "--exit", "kl");
        raven("reads rows out together", "--decode", "speculative", "--exit", "kl", "-r", 8);
        raven("does not fit speculative", "--decode", "speculative", "--warm-start", "-r", 8);
        model(OURO, "a warm start does not fit", "--warm-start");
        return tests;
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        assertThat(run("quantize", models.resolve("cut"), models.resolve("left"), "--weights", "int8")
                        .status())
                .isEqualTo(1);
        try (var entries = Files.list(models)) {
            assertThat(entries.map(p -> p.getFileName().toString())).noneMatch(name -> name.contains("left"));
        }
    }

    @Test
    void anEmptyStandardInputIsAnEmptyPrompt() {
        Run run = runReading("", "generate", "-q", "-");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("prompt is empty");
    }
}
