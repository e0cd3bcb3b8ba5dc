package dev.muninn.cli;

import static dev.muninn.cli.Muninn.HUGINN;
import static dev.muninn.cli.Muninn.OURO;
import static dev.muninn.cli.Muninn.RAVEN;
import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.architecture.Architecture;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.cli.Muninn.Run;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.KvFormat;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class InspectCommandTest {
    @Test
    void huginnCostsWhatItsPaperSays() {
        JsonNode json = run("inspect", HUGINN, "--json").json();

        assertThat(json.get("family").asString()).isEqualTo("huginn_raven");
        assertThat(json.get("width").asInt()).isEqualTo(5280);
        assertThat(json.get("disk").get("weightsPresent").asBoolean()).isFalse();
        assertThat(json.get("parameters").get("total").asDouble()).isCloseTo(3.5e9, within(0.1e9));
        JsonNode kv = json.get("kvBytesPerToken");
        assertThat(kv.get("recurrences").asInt()).isEqualTo(32);
        assertThat(kv.get("full").get("bf16").asLong()).isEqualTo(132 * 2 * 5280 * 2);
        assertThat(kv.get("ring:1").get("bf16").asLong()).isEqualTo(8 * 2 * 5280 * 2);
        assertThat(kv.get("full").get("f32").asLong())
                .isEqualTo(2 * kv.get("full").get("bf16").asLong());
    }

    @Test
    void tablesHaveTheSameNumbers() {
        Run run = run("inspect", HUGINN);

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("full +5\\.58 MB +2\\.79 MB").containsPattern("ring:1 +338 kB +169 kB");
        assertThat(run.out()).containsPattern("32 +132 +54,322,799,520");
    }

    @Test
    void depthCanBeAskedFor() {
        JsonNode json = run("inspect", HUGINN, "--json", "-r", 64).json();

        assertThat(json.get("kvBytesPerToken").get("full").get("bf16").asLong())
                .isEqualTo((4 + 4 * 64) * 2L * 5280 * 2);
        assertThat(json.get("depths").get(2).get("recurrences").asInt()).isEqualTo(64);
        assertThat(json.get("depths").get(3).get("blocks").asInt()).isEqualTo(4 + 4 * 128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "anchored:8", "ring:4", "ring:1"})
    void keysAndValuesAreWhatTheEngineAllocates(String policy) {
        for (Path model : new Path[] {RAVEN, OURO}) {
            JsonNode json = run("inspect", model, "--json", "-r", 11).json();
            JsonNode generated = run(
                            "generate", "--model", model, "--ids", "1,2,3", "-r", 11, "-n", 2, "--kv", policy, "--json")
                    .json();

            assertThat(json.get("kvBytesPerToken").get(policy).get("f32")).isEqualTo(generated.get("kvBytesPerToken"));
        }
    }

    /** A prelude's convolutions: their weights, and the row that each keeps of a position. */
    @Test
    void convolutionsAreCounted(@TempDir Path directory) {
        for (int taps : new int[] {0, 2, 4}) {
            Path model = directory.resolve("taps" + taps);
            Architecture config = RavenFacts.of(
                    101, 48, 4, 4, 12, 80, 1e-6f, 50000, 64, 2, 1, 1, 4, 4, true, true, taps, SpecialTokens.NONE);
            new RandomCheckpoint(config, DType.F32, 1, 1).write(model);
            Run run = run("inspect", model);
            JsonNode json = run("inspect", model, "--json", "-r", 3).json();
            JsonNode generated = run("generate", "--model", model, "--ids", "1,2,3", "-r", 3, "-n", 9, "--json")
                    .json();

            assertThat(json.get("convolution").get("taps").asInt()).isEqualTo(taps);
            assertThat(json.get("convolution").get("parameters").asInt()).isEqualTo(2 * taps * 48);
            int attention = 2 * 48 + 2 * 48 + 4 * 48 * 48; // norms, qk_bias, matrices
            int block = 2 * 48 + 3 * 80 * 48 + (taps > 0 ? taps * 48 : attention);
            assertThat(json.get("parameters").get("prelude").asInt()).isEqualTo(2 * block);
            long bytes = 4 * 48 * (2 * (3 + 1) + (taps > 0 ? 2 : 2 * 2));
            assertThat(json.get("kvBytesPerToken").get("full").get("f32").asLong())
                    .isEqualTo(bytes)
                    .isEqualTo(generated.get("kvBytesPerToken").asLong());
            assertThat(run.out()
                            .lines()
                            .filter(line -> line.startsWith("convolution"))
                            .map(line -> line.replaceAll(" +", " "))
                            .toList())
                    .isEqualTo(
                            taps == 0
                                    ? List.of()
                                    : List.of("convolution " + taps + " taps in every prelude block, " + 2 * taps * 48
                                            + " parameters"));
        }
    }

    @Test
    void geometryIsTheModels() {
        try (Engine engine = Engine.load(OURO, EngineOptions.defaults())) {
            long bytes = engine.model().kvGeometry(KvFormat.BF16).bytesPerToken(SlotPolicy.FULL, 4);

            assertThat(run("inspect", OURO, "--json")
                            .json()
                            .get("kvBytesPerToken")
                            .get("full")
                            .get("bf16")
                            .asLong())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void presentWeightsAreMeasured() {
        JsonNode json = run("inspect", RAVEN.resolve("bf16-sharded"), "--json").json();

        assertThat(json.get("disk").get("weightsPresent").asBoolean()).isTrue();
        JsonNode types = json.get("disk").get("types");
        assertThat(types.propertyNames()).containsExactlyInAnyOrder("bf16", "f32");
        assertThat(types.get("bf16").asLong() + types.get("f32").asLong())
                .isEqualTo(json.get("disk").get("bytes").asLong());
    }
}
