package dev.muninn.cli;

import static dev.muninn.cli.Muninn.OURO;
import static dev.muninn.cli.Muninn.RAVEN;
import static dev.muninn.cli.Muninn.golden;
import static dev.muninn.cli.Muninn.ints;
import static dev.muninn.cli.Muninn.joined;
import static dev.muninn.cli.Muninn.run;
import static dev.muninn.cli.Muninn.runReading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GenerateCommandTest {
    private static final JsonNode HUGINN_GOLDEN = golden(RAVEN);
    private static final JsonNode OURO_GOLDEN = golden(OURO);

    /** Generates 20 tokens with the Huginn golden's prompt. */
    private static JsonNode raven(Object... options) {
        List<Object> words =
                new ArrayList<>(List.of("generate", "--model", RAVEN, "--json", "--init", "zero", "-n", 20));
        words.addAll(List.of("--ids", joined(HUGINN_GOLDEN.get("prompt"))));
        words.addAll(Arrays.asList(options));
        Run run = run(words.toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run.json();
    }

    @Test
    void jsonIsOneObjectWithTheseKeys() {
        JsonNode json = raven("-r", 4);

        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "tokens",
                        "text",
                        "recurrences",
                        "exited",
                        "exitValues",
                        "corePasses",
                        "kvBytesPerToken",
                        "kvBytes",
                        "promptTokens",
                        "prefillRecurrences",
                        "finish",
                        "timings");
        assertThat(json.get("timings").propertyNames())
                .containsExactlyInAnyOrder("prefillSeconds", "decodeSeconds", "tokensPerSecond");
        assertThat(json.get("text").isNull()).isTrue();
        assertThat(json.get("finish").asString()).isEqualTo("length");
        assertThat(json.get("promptTokens").asInt())
                .isEqualTo(HUGINN_GOLDEN.get("prompt").size());
    }

    @Test
    void greedyTokensAreThoseOfTheReference() {
        JsonNode greedy = HUGINN_GOLDEN.get("greedy");

        assertThat(ints(raven("-r", 8).get("tokens")))
                .isEqualTo(ints(greedy.get("r8.full").get("tokens")));
        assertThat(ints(raven("-r", 8, "--kv", "ring:1").get("tokens")))
                .isEqualTo(ints(greedy.get("r8.compress-s4").get("tokens")));
        assertThat(ints(raven("-r", 8, "--warm-start").get("tokens")))
                .isEqualTo(ints(greedy.get("r8.full.continuous").get("tokens")));
    }

    @Test
    void adaptiveDepthIsThatOfTheReference() {
        JsonNode golden = HUGINN_GOLDEN.get("adaptive").get(0);
        JsonNode json =
                raven("-r", golden.get("max_steps").asInt(), "--exit", "latent-diff:" + golden.get("threshold"));

        assertThat(ints(json.get("tokens"))).isEqualTo(ints(golden.get("tokens")));
        assertThat(ints(json.get("recurrences"))).isEqualTo(ints(golden.get("steps")));
        assertThat(json.get("exited")).isEqualTo(golden.get("exited"));
    }

    @Test
    void wavefrontAndSpeculationAreThoseOfTheReference() {
        JsonNode wave = HUGINN_GOLDEN.get("wavefront").get(0);
        JsonNode waved = raven("-r", wave.get("num_steps").asInt(), "--decode", "wavefront", "--ema", 0);
        assertThat(ints(waved.get("tokens"))).isEqualTo(ints(wave.get("tokens")));
        assertThat(waved.get("corePasses").asInt())
                .isEqualTo(wave.get("core_passes").asInt());

        JsonNode golden = HUGINN_GOLDEN.get("speculative").get(0);
        JsonNode drafted = raven(
                "-r",
                golden.get("num_steps").asInt(),
                "--decode",
                "speculative",
                "--draft-recurrences",
                golden.get("draft_steps").asInt(),
                "--lookahead",
                golden.get("lookahead").asInt());
        assertThat(ints(drafted.get("tokens"))).isEqualTo(Arrays.copyOf(ints(golden.get("tokens")), 20));
    }

    @Test
    void ourosGateDecidesAsInTheReference() {
        JsonNode golden = OURO_GOLDEN.get("gated").get("0.5");
        Run run = run(
                "generate",
                "--model",
                OURO,
                "--json",
                "-n",
                16,
                "--ids",
                joined(OURO_GOLDEN.get("prompt")),
                "--exit",
                "gate:0.5",
                "--after-exit",
                "finish");

        assertThat(ints(run.json().get("tokens"))).isEqualTo(ints(golden.get("tokens")));
        assertThat(ints(run.json().get("recurrences"))).isEqualTo(ints(golden.get("loops")));
    }

    @Test
    void withoutATokenizerIdsAreWritten() {
        Run run = run("generate", "--model", RAVEN, "--init", "zero", "-r", 8, "-n", 4, "--ids", "13,49,4");

        assertThat(run.status()).isZero();
        assertThat(run.out().strip()).matches("\\d+ \\d+ \\d+ \\d+");
        assertThat(run.err()).contains("recurrences a token");
    }

    @Test
    void theShippedModelAnswers() {
        String question = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?";
        Run run = run("generate", question, "-n", 8);

        assertThat(run.status()).isZero();
        assertThat(run.out().strip()).isEqualTo("Answer: 14");
        assertThat(run.err()).contains("recurrences a token", "Answer: 8,  14 8");
        Run shallow = run("generate", question, "-n", 8, "-r", 1);
        assertThat(shallow.out().strip()).isNotEqualTo("Answer: 14");
        assertThat(runReading(question, "generate", "-", "-n", 8).out()).isEqualTo(run.out());
    }

    @Test
    void aStopStringEndsTheTextAcrossTokenBorders() {
        // a token of the random model is a byte, so any two characters are two tokens
        Object[] plain = {"generate", "Hello", "-n", 60, "-r", 1, "-t", 1, "--seed", 3, "--ignore-eos", "--json", "-q"};
        String text = run(plain).json().get("text").asString();
        int at = 2;
        while (text.charAt(at) > 0x7E
                || text.charAt(at + 1) > 0x7E
                || text.charAt(at) < ' '
                || text.charAt(at + 1) < ' ') {
            at++;
        }
        String stop = text.substring(at, at + 2);
        List<Object> words = new ArrayList<>(Arrays.asList(plain));
        words.addAll(List.of("--stop", stop));
        JsonNode stopped = run(words.toArray()).json();

        assertThat(stopped.get("text").asString()).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(stopped.get("finish").asString()).isEqualTo("listener");
        assertThat(stopped.get("tokens").size()).isLessThan(60);

        words.remove("--json");
        assertThat(run(words.toArray()).out().stripTrailing())
                .isEqualTo(text.substring(0, text.indexOf(stop)).stripTrailing());
    }

    @Test
    void anAnswerIsHeldToASchema(@TempDir Path directory) throws IOException {
        Path schema = Files.writeString(
                directory.resolve("schema.json"),
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"},\"ok\":{\"type\":\"boolean\"}},"
                        + "\"required\":[\"n\",\"ok\"]}");
        Object[] words = {"generate", "Hello", "-n", 99, "-r", 1, "-q", "--json-schema", schema};
        Run run = run(words);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().strip()).matches("\\{\"n\": ?-?\\d+, ?\"ok\": ?(true|false)}");

        List<Object> endless = new ArrayList<>(Arrays.asList(words));
        endless.add("--ignore-eos");
        assertThat(run(endless.toArray()).err()).contains("--ignore-eos");
        assertThat(run("generate", "Hello", "--json-schema", directory.resolve("none"))
                        .err())
                .contains("cannot be read");
        Files.writeString(schema, "{\"type\":\"string\",\"contains\":{}}");
        Run refused = run(words);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("'contains' is not supported");
    }
}
