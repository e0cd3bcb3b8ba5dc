package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.langchain4j.MuninnChatModel;
import dev.muninn.server.MuninnServer;
import dev.muninn.server.ServerOptions;
import dev.muninn.server.http.HttpOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One question with everything left open has one answer, whatever door it comes through. */
@Timeout(60)
class SameAnswerTest {
    private static final String QUESTION = "What is 2 + 2?";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"do_sample\": false, \"temperature\": 0.7, \"max_new_tokens\": 24, \"stop_strings\": \"e\"}"
            })
    void everyDoorGivesTheSameAnswer(String generationConfig, @TempDir Path directory) throws Exception {
        Path model = ByteModel.write(directory.resolve("tiny"), ByteModel.TEMPLATE);
        Files.writeString(model.resolve("generation_config.json"), generationConfig);
        EngineOptions options = EngineOptions.defaults().withKernels("scalar").withThreads(1);
        String expected;
        try (Engine engine = Engine.load(model, options)) {
            expected = engine.chat(QUESTION).run().text();
            assertThat(new MuninnChatModel(engine).chat(QUESTION)).isEqualTo(expected);
        }
        assertThat(expected).isNotEmpty();
        assertThat(commandLine(model)).isEqualTo(expected + System.lineSeparator());
        assertThat(server(model, options)).isEqualTo(expected);
    }

    private static String commandLine(Path model) {
        Muninn.Run run = Muninn.run("generate", "-q", "--model", model, "--kernels", "scalar", "--chat", QUESTION);
        assertThat(run.status()).as(run.err()).isZero();
        return run.out();
    }

    private static String server(Path model, EngineOptions options) throws Exception {
        try (MuninnServer server = MuninnServer.start(
                        ServerOptions.of(HttpOptions.local(0)), "model", () -> Engine.load(model, options));
                HttpClient client = HttpClient.newHttpClient()) {
            server.awaitLoaded();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"messages\": [{\"role\": \"user\", \"content\": \"" + QUESTION + "\"}]}"))
                    .build();
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Muninn.parse(body).at("/choices/0/message/content").asString();
        }
    }
}
