package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.server.http.ApiKey;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.http.HttpOptions.Bodies;
import dev.muninn.server.http.HttpOptions.Timeouts;
import dev.muninn.server.http.LineLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on loopback with a random tiny model, and a client that says what it wants in JSON. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class ServerFixture {
    static final String NAME = "tiny";

    final HttpClient client = HttpClient.newHttpClient();
    final List<String> log = new CopyOnWriteArrayList<>();
    private Path temporary = Path.of("");
    Path model = Path.of("");
    MuninnServer server;

    /** A JSON answer. */
    record Answer(int status, JsonNode json, Map<String, List<String>> headers) {
        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst();
        }

        JsonNode error() {
            return json.path("error");
        }
    }

    @BeforeAll
    void start() throws IOException {
        temporary = Files.createTempDirectory("muninn-server");
        model = TinyModel.write(temporary.resolve("model"), template());
        server = start(options());
        server.awaitLoaded();
    }

    @AfterAll
    void stop() throws IOException {
        client.close();
        server.close();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The model's chat template. */
    String template() {
        return TinyModel.TEMPLATE;
    }

    /** How the server of the class is started. */
    ServerOptions options() {
        return options(http(Optional.empty(), List.of()));
    }

    HttpOptions http(Optional<String> key, List<String> cors) {
        return HttpOptions.local(0)
                .withKeys(key.map(ApiKey::only).stream().toList())
                .withCorsOrigins(cors)
                .withBodies(Bodies.of(1 << 20))
                .withTimeouts(patience(Duration.ofSeconds(5)))
                .withLog(LineLog.text(log::add));
    }

    /** Time-outs for clients that may be silent for so long. */
    static Timeouts patience(Duration time) {
        return new Timeouts(time, Duration.ofSeconds(60), time);
    }

    static ServerOptions options(HttpOptions http) {
        return ServerOptions.of(http)
                .withAtOnce(2)
                .withMostRecurrences(2000)
                .withWarmUp(false)
                .withDrain(Duration.ofSeconds(20));
    }

    MuninnServer start(ServerOptions options) {
        return MuninnServer.start(options, NAME, this::engine);
    }

    Engine engine() {
        return Engine.load(model, EngineOptions.defaults().withKernels("scalar").withThreads(1));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    /** Posts JSON; single quotes stand for double ones. */
    Answer post(String path, String body) {
        return send(request(path, body));
    }

    HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
    }

    Answer send(HttpRequest request) {
        HttpResponse<String> response = text(request);
        return new Answer(
                response.statusCode(),
                JsonMapper.shared().readTree(response.body()),
                response.headers().map());
    }

    HttpResponse<String> text(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 500) {
                throw new AssertionError(log.stream()
                        .filter(line -> line.contains("internal error"))
                        .toList());
            }
            return response;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A number from /metrics, over all labels. */
    double metric(String name) {
        double[] values = text(HttpRequest.newBuilder(uri("/metrics")).build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        if (values.length == 0) {
            throw new AssertionError("there is no " + name);
        }
        return Arrays.stream(values).sum();
    }

    /** Posts JSON and reads the events; the last must be the end mark, which is left out. */
    List<JsonNode> stream(String path, String body) {
        HttpResponse<String> response = text(request(path, body));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        List<JsonNode> events = new ArrayList<>();
        boolean done = false;
        for (String event : response.body().split("\n\n", -1)) {
            if (done && !event.isEmpty()) {
                throw new AssertionError("after the end: " + event);
            }
            if (event.equals("data: [DONE]")) {
                done = true;
            } else if (!event.isEmpty()) {
                if (!event.startsWith("data: ")) {
                    throw new AssertionError(event);
                }
                events.add(JsonMapper.shared().readTree(event.substring(6)));
            }
        }
        if (!done) {
            throw new AssertionError("no end mark: " + response.body());
        }
        return events;
    }
}
