package dev.muninn.cli;

import static dev.muninn.cli.Muninn.RAVEN;
import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class QuantizeCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"int8, 0.006", "int8-row, 0.01", "int4, 0.1", "bf16, 0.004", "f32, 0"})
    void theResultLoadsAndTheErrorIsSmall(String format, double most) {
        Path out = directory.resolve("out");
        Run run = run("quantize", RAVEN, out, "--weights", format, "--json");

        assertThat(run.status()).as(run.err()).isZero();
        JsonNode tensors = run.json().get("tensors");
        assertThat(tensors).hasSizeGreaterThan(20);
        for (JsonNode tensor : tensors) {
            boolean matrix = tensor.get("format").asString().equals(format);
            assertThat(tensor.get("relativeError").asDouble()).isBetween(0.0, matrix ? most : 0.0);
        }
        Run generated = run("generate", "--model", out, "--ids", "13,49,4", "-n", 4, "--json", "-q");
        assertThat(generated.status()).as(generated.err()).isZero();
        assertThat(run("inspect", out, "--json").json().get("disk").get("bytes").asLong())
                .isEqualTo(run.json().get("bytesAfter").asLong());
    }

    @Test
    void theTableEndsWithTheTotal() {
        Run run = run("quantize", RAVEN, directory.resolve("out"), "--weights", "int8");

        assertThat(run.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("tensor"));
        assertThat(run.out().stripTrailing().lines().toList().getLast())
                .matches("total +int8 +at most \\d\\.\\d\\de-\\d\\d +\\d+ kB +\\d+ kB");
    }
}
