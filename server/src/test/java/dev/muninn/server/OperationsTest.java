package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.server.http.ApiKey;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.http.LineLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What whoever runs a server needs: names of requests, logs, keys, several models, states. */
class OperationsTest extends ServerFixture {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}],'temperature':0,'max_tokens':3";

    private final List<Engine> engines = new CopyOnWriteArrayList<>();

    @Override
    Engine engine() {
        Engine engine = super.engine();
        engines.add(engine);
        return engine;
    }

    private Answer ask(MuninnServer to, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private Answer chat(MuninnServer to, String model) {
        return ask(to, "POST", "/v1/chat/completions", "{'model':'" + model + "'," + HI + "}");
    }

    @Test
    void everyAnswerHasTheNameOfItsRequest() {
        HttpRequest named = HttpRequest.newBuilder(uri("/version"))
                .header("x-request-id", "trace-7:a/b")
                .build();
        assertThat(send(named).header("x-request-id")).contains("trace-7:a/b");
        assertThat(log).anyMatch(line -> line.contains("trace-7:a/b"));
        HttpRequest odd = HttpRequest.newBuilder(uri("/nothing"))
                .header("x-request-id", "a b \"c\"")
                .build();
        String made = send(odd).header("x-request-id").orElseThrow();
        assertThat(made).matches("req_[0-9a-f]{24}");
        assertThat(get("/nothing").header("x-request-id")).isPresent().isNotEqualTo(Optional.of(made));
    }

    @Test
    void theLogCanBeJson() {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpOptions http = http(Optional.empty(), List.of())
                .withKeys(List.of(new ApiKey("alice", "a-secret"), new ApiKey("bob", "b-secret")))
                .withLog(new LineLog(true, true, false, lines::add));
        try (MuninnServer logged = start(options(http))) {
            logged.awaitLoaded();
            Answer answer =
                    ask(logged, "POST", "/v1/chat/completions", "{" + HI + "}", "Authorization", "Bearer b-secret");
            assertThat(answer.status()).isEqualTo(200);
        }
        JsonNode line = JsonMapper.shared().readTree(lines.getLast());
        assertThat(line.path("path").asString()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("key").asString()).isEqualTo("bob");
        assertThat(line.path("model").asString()).isEqualTo(NAME);
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo("[user] Hi\n[assistant]".length());
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(3);
        assertThat(line.path("mean_depth").asDouble()).isEqualTo(TinyModel.MEAN);
        assertThat(line.path("request_id").asString()).isNotEmpty();
        assertThat(String.join("", lines)).doesNotContain("secret", "Hi");
    }

    @Test
    void faultsAreToldEvenIfRequestsAreNot() {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpOptions http = http(Optional.empty(), List.of()).withLog(new LineLog(false, false, false, lines::add));
        ModelSource broken = ModelSource.of("broken", () -> {
            throw new MuninnException("its weights are gone");
        });
        try (MuninnServer quiet =
                MuninnServer.start(options(http), List.of(ModelSource.of(NAME, this::engine), broken))) {
            quiet.awaitLoaded();
            assertThat(chat(quiet, NAME).status()).isEqualTo(200);
            assertThat(chat(quiet, "broken").status()).isEqualTo(503);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).contains("'broken'", "its weights are gone");
    }

    @Test
    void keysComeFromAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, "# ours\nalice  a-secret\n\nbob\tb-secret\n");
        List<ApiKey> keys = ApiKey.read(file);
        assertThat(keys).extracting(ApiKey::name).containsExactly("alice", "bob");
        try (MuninnServer locked =
                start(options(http(Optional.empty(), List.of()).withKeys(keys)))) {
            locked.awaitLoaded();
            assertThat(ask(locked, "GET", "/version", "").status()).isEqualTo(401);
            assertThat(ask(locked, "GET", "/version", "", "Authorization", "Bearer a-secret")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(locked, "GET", "/version", "", "x-api-key", "b-secret")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(locked, "GET", "/version", "", "x-api-key", "c-secret")
                            .status())
                    .isEqualTo(401);
            Answer anthropic = ask(locked, "POST", "/v1/messages", "{}");
            assertThat(anthropic.status()).isEqualTo(401);
            assertThat(anthropic.json().path("type").asString()).isEqualTo("error");
            assertThat(anthropic.error().path("type").asString()).isEqualTo("authentication_error");
            for (String open : List.of("/health", "/livez", "/readyz")) {
                assertThat(ask(locked, "GET", open, "").status()).isEqualTo(200);
            }
            JsonNode document = ask(locked, "GET", "/openapi.json", "", "x-api-key", "b-secret")
                    .json();
            assertThat(document.path("security").size()).isEqualTo(1);
        }
        assertThat(get("/openapi.json").json().has("security")).isFalse();
        Files.writeString(file, "alice a-secret extra\n");
        assertThatThrownBy(() -> ApiKey.read(file))
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("secret extra");
        Files.writeString(file, "alice a\nalice b\n");
        assertThatThrownBy(() -> ApiKey.read(file)).hasMessageContaining("'alice' already");
    }

    @Test
    void modelsAreLoadedWhenAskedForAndGiveWay() {
        List<ModelSource> sources = List.of(
                new ModelSource("one", List.of("gpt-4o"), this::engine),
                ModelSource.of("two", this::engine),
                ModelSource.of("org/three", this::engine));
        int before = engines.size();
        try (MuninnServer several = MuninnServer.start(options(http(Optional.empty(), List.of())), sources, 2)) {
            several.awaitLoaded();
            assertThat(engines).hasSize(before + 1);
            assertThat(chat(several, "gpt-4o").json().path("model").asString()).isEqualTo("one");
            assertThat(chat(several, "two").json().path("model").asString()).isEqualTo("two");
            assertThat(engines).hasSize(before + 2);
            assertThat(loaded(several)).containsExactly("one", "two");
            assertThat(chat(several, "org/three").status()).isEqualTo(200);
            assertThat(loaded(several)).containsExactly("two", "org/three");
            assertThat(chat(several, "one").status()).isEqualTo(200);
            assertThat(engines).hasSize(before + 4);
            assertThat(ask(several, "GET", "/v1/models/org%2Fthree", "").status())
                    .isEqualTo(200);
            Answer unknown = chat(several, "four");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.error().path("message").asString()).contains("'one', 'two', 'org/three'");
        }
        assertThatThrownBy(() -> MuninnServer.start(
                        options(http(Optional.empty(), List.of())),
                        List.of(ModelSource.of("a", this::engine), new ModelSource("b", List.of("a"), this::engine))))
                .hasMessageContaining("two models are called 'a'");
    }

    private List<String> loaded(MuninnServer several) {
        List<String> names = new ArrayList<>();
        for (JsonNode model : ask(several, "GET", "/v1/models", "").json().path("data")) {
            if (model.at("/muninn/loaded").asBoolean()) {
                names.add(model.path("id").asString());
            }
        }
        return names;
    }

    @Test
    void aModelWarmsUpBeforeItIsReady() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        ServerOptions options = options(http(Optional.of("sesame"), List.of())).withWarmUp(true);
        try (MuninnServer cold = MuninnServer.start(options, NAME, () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return engine();
        })) {
            assertThat(ask(cold, "GET", "/livez", "").status()).isEqualTo(200);
            assertThat(ask(cold, "GET", "/readyz", "").status()).isEqualTo(503);
            go.countDown();
            cold.awaitLoaded();
            assertThat(cold.warmedFor()).isPositive();
            assertThat(ask(cold, "GET", "/readyz", "").status()).isEqualTo(200);
        }
        // It has answered chats as clients ask for them, and nobody else can be the one who warms it up.
        assertThat(log.stream().filter(line -> line.contains("key=warm-up")).count())
                .isBetween(2L, 32L);
    }

    @Test
    void theMetricsAreExplained() {
        post("/v1/chat/completions", "{" + HI + "}");
        String metrics = text(HttpRequest.newBuilder(uri("/metrics")).build()).body();
        for (String name : List.of(
                "muninn_queue_wait_seconds_bucket",
                "muninn_output_token_seconds_bucket",
                "muninn_prefix_hits_total",
                "muninn_http_connections",
                "muninn_http_requests_seconds_bucket",
                "muninn_build_info",
                "jvm_memory_used_bytes",
                "jvm_threads_live_threads",
                "process_resident_memory_bytes",
                "process_uptime_seconds",
                "process_files_open_files")) {
            assertThat(metrics).contains("\n" + name);
        }
        List<String> helps =
                metrics.lines().filter(line -> line.startsWith("# HELP")).toList();
        assertThat(helps).isNotEmpty().allMatch(line -> line.strip().split(" ", -1).length > 3);
    }
}
