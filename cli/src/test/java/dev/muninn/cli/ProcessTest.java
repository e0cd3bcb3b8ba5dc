package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: Ctrl-C and closed pipes. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class ProcessTest {
    private static final int SIGINT_BIT = 1 << 1;

    @TempDir
    private Path directory;

    private Optional<Process> running = Optional.empty();

    private Process start(Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dstdout.encoding=UTF-8",
                "-Dmuninn.home=" + System.getProperty("muninn.home"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        Stream.of(words).map(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
        running = Optional.of(process);
        return process;
    }

    @AfterEach
    void end() {
        running.ifPresent(Process::destroyForcibly);
    }

    private String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Background jobs of some shells ignore Ctrl-C, and so do their children. */
    private static void assumeInterruptsAreHeard() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring(7).strip())
                    .findFirst()
                    .orElse("0");
            assumeFalse((Long.parseUnsignedLong(ignored, 16) & SIGINT_BIT) != 0, "SIGINT is ignored here");
        }
    }

    @Test
    void aClosedPipeIsNoError() throws IOException, InterruptedException {
        Process process = start(
                "generate", "--model", RandomTinyModel.directory(), "Hello", "-n", 900, "-r", 20, "--ignore-eos", "-q");
        assertThat(process.getInputStream().readNBytes(5)).hasSize(5);
        process.getInputStream().close();

        assertThat(process.waitFor()).as(err()).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void interruptedTextIsFinishedWithALine() throws IOException, InterruptedException {
        assumeInterruptsAreHeard();
        Process process = start(
                "generate", "--model", RandomTinyModel.directory(), "Hello", "-n", 900, "-r", 2000, "--ignore-eos");
        byte[] first = process.getInputStream().readNBytes(1);
        interrupt(process);
        byte[] rest = process.getInputStream().readAllBytes();

        assertThat(process.waitFor()).as(err()).isEqualTo(Interrupt.STATUS);
        assertThat(first).hasSize(1);
        assertThat(new String(rest, StandardCharsets.UTF_8)).endsWith(System.lineSeparator());
        assertThat(err()).contains("2000.0 recurrences a token");
    }

    @Test
    void interruptedJsonIsStillOneObject() throws IOException, InterruptedException {
        assumeInterruptsAreHeard();
        Process process = start(
                "generate",
                "--model",
                RandomTinyModel.directory(),
                "Hello",
                "-n",
                900,
                "-r",
                2000,
                "--ignore-eos",
                "--json");
        while (!err().contains("slow scalar kernels")) { // what is said when the model is there
            Thread.sleep(20);
        }
        Thread.sleep(1500); // it is thinking now
        interrupt(process);
        var json = Muninn.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

        assertThat(process.waitFor()).as(err()).isEqualTo(Interrupt.STATUS);
        assertThat(json.get("finish").asString()).isEqualTo("listener");
        assertThat(json.get("tokens").size()).isBetween(1, 899);
    }

    @Test
    void anInterruptedQuantizeLeavesNothingBehind() throws IOException, InterruptedException {
        assumeInterruptsAreHeard();
        Path model = directory.resolve("model");
        var config = RavenFacts.of(
                60_000, 1024, 8, 8, 128, 4096, 1e-6f, 50_000, 64, 2, 2, 2, 8, 4, true, true, 0, SpecialTokens.NONE);
        new RandomCheckpoint(config, DType.F32, 1, 2).write(model);
        Process process = start("quantize", model, directory.resolve("out"), "--weights", "int4", "--threads", 1);
        while (unfinished() == 0 && process.isAlive()) {
            Thread.sleep(5);
        }
        interrupt(process);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(err()).isEqualTo(Interrupt.STATUS);
        assertThat(directory.resolve("out")).doesNotExist();
        assertThat(unfinished()).isZero();
    }

    private long unfinished() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).contains("unfinished"))
                    .count();
        }
    }

    @Test
    void anInterruptedServerAnswersWhatItHasBegun() throws Exception {
        Process process = start("serve", "--model", RandomTinyModel.directory(), "--port", 0, "--at-once", 1);
        while (!err().contains("serving 'random-tiny-1'")) {
            assertThat(process.isAlive()).as(err()).isTrue();
            Thread.sleep(20);
        }
        Matcher port = Pattern.compile("on http://127.0.0.1:(\\d+)").matcher(err());
        assertThat(port.find()).isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI server = URI.create("http://127.0.0.1:" + port.group(1));
            var request = HttpRequest.newBuilder(server.resolve("/v1/completions"))
                    .POST(
                            HttpRequest.BodyPublishers.ofString(
                                    "{\"prompt\":\"secret\",\"max_tokens\":300,\"num_steps\":20,\"logit_bias\":{\"257\":-100}}"))
                    .build();
            var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            var metrics = HttpRequest.newBuilder(server.resolve("/metrics")).build();
            while (client.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("muninn_generated_tokens_total 0.0")) {
                Thread.sleep(20); // until it is begun
            }
            process.destroy(); // SIGTERM
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(Muninn.parse(answer.get().body())
                            .at("/usage/completion_tokens")
                            .asInt())
                    .isEqualTo(300);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(err())
                .contains("ending: waiting", "\"POST /v1/completions\" 200")
                .doesNotContain("secret", "Exception");
    }

    @Test
    void aChatStopsItsAnswerAndEnds() throws IOException, InterruptedException {
        assumeInterruptsAreHeard();
        Process process = start("chat", "--model", RandomTinyModel.directory(), "-n", 900, "-r", 2000);
        process.getOutputStream().write("Hello\nagain\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(process.getInputStream().readNBytes(1)).hasSize(1);
        interrupt(process);

        assertThat(process.waitFor()).as(err()).isEqualTo(Interrupt.STATUS);
        assertThat(err()).contains("(stopped)");
    }

    @Test
    void anInterruptedProofIsReportedAsFarAsItWent() throws IOException, InterruptedException {
        assumeInterruptsAreHeard();
        Path model = Muninn.copy(RandomTinyModel.directory(), directory.resolve("model"));
        Files.writeString(
                model.resolve("training.json"),
                "{\"meanRecurrence\": 2, \"families\": {\"roads\": {\"trainedMax\": 4}}}");
        Path out = directory.resolve("out");
        Process process = start("reproduce", "--model", model, "--sections", "1,8", "--problems", 4, "--out", out);
        while (!err().contains("section 8 ") && process.isAlive()) {
            Thread.sleep(5);
        }
        interrupt(process);

        assertThat(process.waitFor()).as(err()).isEqualTo(Interrupt.STATUS);
        assertThat(out.resolve("report.md")).content().contains("ended early", "## 1 ");
        assertThat(out.resolve("report.html")).exists();
    }
}
