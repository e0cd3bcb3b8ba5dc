package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.training.LinearProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every doctor has a JVM of its own: one with the Vector API, one without, and a cache directory that is not the user's. */
class DoctorCommandTest {
    @TempDir
    private Path cache;

    @Test
    void whereTheVectorApiIsItIsUsed() throws Exception {
        Ran ran = doctor("--add-modules", "jdk.incubator.vector");

        JsonNode json = JsonMapper.shared().readTree(ran.out());
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "java",
                        "system",
                        "processor",
                        "memory",
                        "kernels",
                        "training",
                        "limits",
                        "models",
                        "tokenizer",
                        "terminal",
                        "problems");
        assertThat(json.path("kernels").path("inUse").asString()).isEqualTo("vector");
        JsonNode training = json.path("training").path("linear");
        assertThat(training.size()).isEqualTo(LinearProvider.installed().size());
        assertThat(training.get(0).asString())
                .startsWith(LinearProvider.installed().getFirst().name() + ": ");
        assertThat(json.path("tokenizer").path("works").asBoolean()).isTrue();
        assertThat(json.path("limits").get(0).path("threads").asInt()).isEqualTo(1);
        assertThat(json.path("models").path("huginnParameters").asLong()).isEqualTo(HUGINN_PARAMETERS);
        assertThat(json.path("problems")).isEmpty();
        assertThat(ran.status()).isZero();
    }

    /** Embedding, eight blocks, adapter, final norm, as in Huginn-0125's config. */
    private static final long HUGINN_PARAMETERS = 65_536L * 5280
            + 8 * (4L * 5280 * 5280 + 2 * 5280 + 3L * 5280 * 17_920 + 4 * 5280)
            + 2L * 5280 * 5280
            + 5280;

    @Test
    void whereTheVectorApiIsNotItSaysHowToGetIt() throws Exception {
        Ran ran = doctor();

        JsonNode json = JsonMapper.shared().readTree(ran.out());
        assertThat(json.path("kernels").path("inUse").asString()).isEqualTo("scalar");
        assertThat(json.path("problems").size()).isEqualTo(1);
        assertThat(json.path("problems").get(0).path("what").asString())
                .isEqualTo("the slow scalar kernels compute, the vector kernels cannot");
        assertThat(json.path("problems").get(0).path("cure").asString()).contains("--add-modules jdk.incubator.vector");
        assertThat(ran.status()).isEqualTo(1);
    }

    /** {@code doctor --quick --json} in a JVM with these options. */
    private Ran doctor(String... options) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(List.of(options));
        builder.command()
                .addAll(List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dstdout.encoding=UTF-8",
                        "-Dmuninn.home=" + System.getProperty("muninn.home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.muninn.cli.Main",
                        "doctor",
                        "--quick",
                        "--json"));
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out, "");
    }
}
