package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.bench.Shapes;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** That the benchmarks run, check themselves and say what they promise; never how fast. */
class BenchCommandTest {
    @Test
    void decodeNamesItsCeilingFirstAndEndsInJson() {
        Ran ran = Ran.of("bench", "decode", "--quick", "--recurrences", "3");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.lines().getFirst()).startsWith("ceiling: ");
        JsonNode json = ran.lastLine();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "bench",
                        "model",
                        "width",
                        "mlpWidth",
                        "coreBlocks",
                        "weights",
                        "coreOnly",
                        "kernels",
                        "threads",
                        "quick",
                        "checked",
                        "limits",
                        "coreStep",
                        "matrices",
                        "token");
        assertThat(json.path("model").asString()).isEqualTo("tiny");
        assertThat(json.path("weights").asString()).isEqualTo("bf16");
        // five roles of matrices, sixteen elements of each
        assertThat(json.path("checked").path("elements").asInt()).isEqualTo(5 * 16);
        assertThat(json.path("checked").path("worstShareOfTolerance").asDouble())
                .isLessThan(1);
        assertThat(json.path("matrices").size()).isEqualTo(5);
        assertThat(json.path("coreStep").path("medianMillis").asDouble()).isPositive();
        assertThat(json.path("coreStep").path("microsecondsPerBlock").asDouble())
                .isPositive();
        // adapter (64, 128) and two blocks of (192, 64), (64, 64), (352, 64), (64, 176), two bytes an element
        assertThat(json.path("coreStep").path("weightBytes").asLong())
                .isGreaterThanOrEqualTo(2L * (64 * 128 + 2 * (192 * 64 + 64 * 64 + 352 * 64 + 64 * 176)));
        assertThat(json.path("token").path("measured").asBoolean()).isTrue();
        assertThat(json.path("token").path("recurrences").asInt()).isEqualTo(3);
        assertThat(json.path("limits").path("readGigabytesPerSecond").asDouble())
                .isPositive();
    }

    @Test
    void decodeOfTheCoreAloneExtrapolatesTheRestAndSaysSo() {
        Ran ran = Ran.of("bench", "decode", "--quick", "--core-only", "--weights", "int4");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("extrapolated", "only adapter and core blocks are filled");
        JsonNode token = ran.lastLine().path("token");
        assertThat(token.path("measured").asBoolean()).isFalse();
        assertThat(token.path("extrapolatedMillis").asDouble()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16", "int8", "int8-row", "int4"})
    void prefillChecksEveryFormat(String weights) {
        Ran ran =
                Ran.of("bench", "prefill", "--quick", "--core-only", "--weights", weights, "--rows", "5,17", "--json");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.lines()).hasSize(1);
        JsonNode json = ran.lastLine();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "bench",
                        "model",
                        "width",
                        "mlpWidth",
                        "coreBlocks",
                        "weights",
                        "coreOnly",
                        "kernels",
                        "threads",
                        "quick",
                        "checked",
                        "limits",
                        "batches");
        assertThat(json.path("weights").asString()).isEqualTo(weights);
        assertThat(json.path("checked").get(0).path("elements").asInt()).isEqualTo(5 * 16 * 5);
        assertThat(json.path("checked").get(1).path("elements").asInt()).isEqualTo(5 * 16 * 16);
        assertThat(json.path("batches").size()).isEqualTo(2);
        assertThat(json.path("batches").get(1).path("gigaflops").asDouble()).isPositive();
    }

    @Test
    void aCheckpointIsMeasuredInTheFormatItIsStoredIn(@TempDir Path directory) {
        Path checkpoint = directory.resolve("model");
        new RandomCheckpoint(Shapes.named("tiny"), DType.F32, 1, 1).write(checkpoint);

        Ran ran = Ran.of("bench", "prefill", "--quick", "--model", checkpoint.toString(), "--kernels", "scalar");

        assertThat(ran.err()).isEmpty();
        JsonNode json = ran.lastLine();
        assertThat(json.path("weights").asString()).isEqualTo("f32");
        assertThat(json.path("kernels").asString()).isEqualTo("scalar");
        assertThat(json.path("batches")
                        .get(0)
                        .path("prefill")
                        .path("tokensPerSecond")
                        .asDouble())
                .isPositive();
    }

    @Test
    void memoryIsAskedForBeforeAnythingIsFilled() {
        Ran ran = Ran.of("bench", "decode", "--quick", "--kernels", "scalar", "--shape", "huginn", "--whole");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .containsPattern("huginn in bf16 with the scalar kernels needs [0-9,]+ MB of .*, [0-9,]+ MB");
    }

    @Test
    void httpComparesTheSameAnswers() {
        Ran ran = Ran.of(
                "bench",
                "http",
                "--model",
                RandomTinyModel.directory().toString(),
                "--recurrences",
                "2",
                "--tokens",
                "3",
                "--rounds",
                "2");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("more a token over HTTP");
        JsonNode json = ran.lastLine();
        assertThat(json.at("/direct/samples").asInt()).isEqualTo(2);
        assertThat(json.at("/direct/minMillis").asDouble()).isPositive();
        assertThat(json.at("/streamed/minMillis").asDouble()).isPositive();
        assertThat(json.at("/overhead/minMillis").isNumber()).isTrue();
        assertThat(json.at("/overheadToFirst/minMillis").isNumber()).isTrue();
    }

    @Test
    void servingIsComparedAtEqualAnswers() {
        Ran ran = Ran.of("bench", "serve", "--quick", "--kernels", "scalar", "--depths", "1,6", "--tokens", "4");

        assertThat(ran.status()).as(ran.err()).isZero();
        JsonNode json = ran.lastLine();
        assertThat(json.propertyNames())
                .containsExactly(
                        "bench",
                        "model",
                        "width",
                        "mlpWidth",
                        "coreBlocks",
                        "weights",
                        "coreOnly",
                        "kernels",
                        "threads",
                        "quick",
                        "load",
                        "saturation",
                        "openLoop",
                        "equalAnswers");
        assertThat(json.get("equalAnswers").asBoolean()).isTrue();
        for (String part : List.of("saturation", "openLoop")) {
            JsonNode found = json.get(part);
            for (String way : List.of("depth", "lockstep", "resting", "alone")) {
                assertThat(found.get(way).get("tokensPerSecond").asDouble()).isPositive();
                assertThat(found.get(way).get("millisPerTokenP50").asDouble())
                        .isPositive()
                        .isLessThanOrEqualTo(
                                found.get(way).get("millisPerTokenP99").asDouble());
            }
            assertThat(found.get("depthBesideLockstep").get("throughputRatio").asDouble())
                    .isPositive();
        }
        // Work that can be counted: one at a time every row of an answer steps alone, in lockstep some step for
        // nothing.
        JsonNode saturated = json.get("saturation");
        assertThat(steps(saturated, "alone")).isGreaterThanOrEqualTo(steps(saturated, "depth"));
        assertThat(rowSteps(saturated, "resting")).isEqualTo(rowSteps(saturated, "depth"));
        assertThat(rowSteps(saturated, "lockstep")).isGreaterThanOrEqualTo(rowSteps(saturated, "depth"));
    }

    private static long steps(JsonNode part, String way) {
        return part.get(way).get("coreSteps").asLong();
    }

    private static long rowSteps(JsonNode part, String way) {
        return part.get(way).get("rowSteps").asLong();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decode --shape huge            | --shape huge: unknown shape; wanted tiny, small or huginn",
                "decode --width 100             | --width is 100; wanted a multiple of 64",
                "decode --width 64 --shape tiny | exclude each other",
                "decode --core-only --whole     | exclude each other",
                "decode --weights int3          | --weights int3: unknown format",
                "decode --tokens -1             | --tokens is -1",
                "http --tokens 0               | --tokens are 1 to 100,000, found 0",
                "serve --load 0                | --load is a share above 0",
                "serve --depths 0              | --depths are 1 to 1024 recurrences each, found 0",
                "serve --depths 2 --recurrences 3 | --depths and --recurrences exclude each other",
                "prefill --rows 0               | --rows are 1 to 4,096, found 0",
                "prefill --recurrences 0        | --recurrences are 1 to 1024 here, found 0",
                "prefill --kernels abacus       | unknown kernels 'abacus'",
                "prefill --threads 0            | --threads are 1 to 1024, found 0",
            })
    void wordsThatMakeNoSenseAreRefused(String words, String message) {
        Ran ran = Ran.of(("bench " + words).split(" ", -1));

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(message);
    }
}
