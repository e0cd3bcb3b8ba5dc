package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.http.ServerLog;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a server does before any model thinks. */
class BasicsTest extends ServerFixture {
    /** Sends bytes as they are and reads until the server closes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void factsAreTold() {
        assertThat(get("/health").json().path("status").asString()).isEqualTo("ok");
        assertThat(get("/version").json().path("version").asString()).isNotEmpty();
        Answer models = get("/v1/models");
        assertThat(models.json().at("/data/0/id").asString()).isEqualTo(NAME);
        assertThat(models.json().at("/data/0/muninn/mean_recurrence").asInt()).isEqualTo(TinyModel.MEAN);
        assertThat(get("/v1/models/tiny").json().path("object").asString()).isEqualTo("model");
        Answer other = get("/v1/models/gpt-7");
        assertThat(other.status()).isEqualTo(404);
        assertThat(other.error().path("code").asString()).isEqualTo("model_not_found");
    }

    @Test
    void textBecomesTokensAndBack() {
        Answer tokens = post("/tokenize", "{'prompt':'Grüße'}");
        assertThat(tokens.json().path("count").asInt()).isEqualTo(7);
        assertThat(tokens.json().path("max_model_len").asInt()).isEqualTo(TinyModel.CONTEXT);
        Answer text = post("/detokenize", "{'tokens':" + tokens.json().path("tokens") + "}");
        assertThat(text.json().path("prompt").asString()).isEqualTo("Grüße");
        Answer chat = post("/tokenize", "{'messages':[{'role':'user','content':'Hi'}]}");
        assertThat(chat.json().path("count").asInt()).isEqualTo("[user] Hi\n[assistant]".length());
        Answer info = get("/tokenizer_info");
        assertThat(info.json().path("eos_token").asString()).isEqualTo("<|end|>");
        assertThat(info.json().path("chat_template").asString()).isEqualTo(TinyModel.TEMPLATE);
        assertThat(post("/detokenize", "{'tokens':[1,-1]}").status()).isEqualTo(400);
        assertThat(post("/tokenize", "{}").error().path("param").asString()).isEqualTo("prompt");
    }

    @Test
    void errorsHaveOneShape() {
        Answer answer = get("/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().propertyNames()).containsExactly("message", "type", "param", "code");
        Answer method = get("/tokenize");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).contains("POST");
        assertThat(post("/tokenize", "{'prompt':").status()).isEqualTo(400);
        assertThat(post("/tokenize", "[1]").status()).isEqualTo(400);
        assertThat(post("/tokenize", "{'prompt':7}").error().path("message").asString())
                .contains("prompt is 7", "a string");
        assertThat(post("/tokenize", "{'prompt':" + "[".repeat(2000)).status()).isEqualTo(400);
    }

    @Test
    void unknownFieldsAreNamed() {
        Answer answer = post("/tokenize", "{'prompt':'a','bogus':1,'other\\u00e4':null}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Muninn-Warning")).contains("ignored: bogus, other?");
        assertThat(post("/tokenize", "{'prompt':'a'}").header("Muninn-Warning")).isEmpty();
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        Answer body = post("/tokenize", "{'prompt':'" + "a".repeat(2 << 20) + "'}");
        assertThat(body.status()).isEqualTo(413);
        assertThat(body.error().path("code").asString()).isEqualTo("body_too_large");
        String headers = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");
        assertThat(headers).startsWith("HTTP/1.1 4").contains("\"error\"");
    }

    /** Whatever its tokens are: none is longer than the longest. */
    @Test
    void hopelessTextsAreRefusedByTheirLength() {
        String text = "a".repeat(100_000);
        for (String[] request : new String[][] {
            {"/v1/completions", "{'prompt':'" + text + "'}", "prompt"},
            {"/v1/completions", "{'prompt':['a','" + text + "']}", "prompt"},
            {"/v1/chat/completions", "{'messages':[{'role':'user','content':'" + text + "'}]}", "messages"},
            {"/v1/responses", "{'input':'" + text + "'}", "input"},
            {"/v1/embeddings", "{'input':'" + text + "'}", "input"}
        }) {
            Answer answer = post(request[0], request[1]);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().path("code").asString()).isEqualTo("context_length_exceeded");
            assertThat(answer.error().path("param").asString()).isEqualTo(request[2]);
            assertThat(answer.error().path("message").asString()).contains("at least");
        }
        // How many tokens a text has may be asked of any text.
        assertThat(post("/tokenize", "{'prompt':'" + text + "'}")
                        .json()
                        .path("count")
                        .asInt())
                .isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void nonsenseIsAnsweredInJson() throws IOException {
        assertThat(raw("GET / HTTP/1.1\r\nHost localhost\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(
                        raw(
                                "POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{\"pr"))
                .doesNotContain("Exception");
        assertThat(get("/health").status()).isEqualTo(200);
    }

    @Test
    void otherPagesMayNotUseIt() throws IOException {
        HttpRequest foreign = HttpRequest.newBuilder(uri("/v1/models"))
                .header("Origin", "http://evil.example")
                .build();
        Answer refused = send(foreign);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
        HttpRequest own = HttpRequest.newBuilder(uri("/v1/models"))
                .header("Origin", "http://127.0.0.1:" + server.port())
                .build();
        assertThat(send(own).status()).isEqualTo(200);
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("host_not_allowed");
    }

    @Test
    void allowedPagesMay() {
        try (MuninnServer open = start(options(http(Optional.empty(), List.of("http://chat.example"))))) {
            open.awaitLoaded();
            URI uri = URI.create("http://127.0.0.1:" + open.port() + "/v1/models");
            Answer answer = send(HttpRequest.newBuilder(uri)
                    .header("Origin", "http://chat.example")
                    .build());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).contains("http://chat.example");
            var preflight = text(HttpRequest.newBuilder(uri)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "http://chat.example")
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization")
                    .build());
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .contains("authorization");
        }
    }

    @Test
    void aKeyIsWantedByEveryPathButHealth() {
        try (MuninnServer locked = start(options(http(Optional.of("sesame"), List.of())))) {
            locked.awaitLoaded();
            String base = "http://127.0.0.1:" + locked.port();
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/health")).build())
                            .status())
                    .isEqualTo(200);
            for (String path : List.of("/v1/models", "/version", "/metrics", "/tokenizer_info")) {
                Answer without =
                        send(HttpRequest.newBuilder(URI.create(base + path)).build());
                assertThat(without.status()).as(path).isEqualTo(401);
                assertThat(without.error().path("code").asString()).isEqualTo("invalid_api_key");
            }
            for (String wrong : List.of("Bearer sesam", "Bearer sesamee", "sesame", "Basic sesame")) {
                assertThat(send(HttpRequest.newBuilder(URI.create(base + "/v1/models"))
                                        .header("Authorization", wrong)
                                        .build())
                                .status())
                        .isEqualTo(401);
            }
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/v1/models"))
                                    .header("Authorization", "Bearer sesame")
                                    .build())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void othersReachItWithAKeyOnly() {
        assertThatThrownBy(() -> new HttpOptions(
                        "0.0.0.0",
                        0,
                        List.of(),
                        List.of(),
                        HttpOptions.Bodies.of(4096),
                        HttpOptions.Timeouts.DEFAULT,
                        10,
                        Optional.empty(),
                        ServerLog.NONE))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("--api-key");
    }

    @Test
    void aServerThatLoadsSaysSo() {
        CountDownLatch go = new CountDownLatch(1);
        try (MuninnServer loading = MuninnServer.start(options(http(Optional.empty(), List.of())), NAME, () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return engine();
        })) {
            URI health = URI.create("http://127.0.0.1:" + loading.port() + "/health");
            Answer early = send(HttpRequest.newBuilder(health).build());
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.error().path("code").asString()).isEqualTo("model_loading");
            assertThat(early.header("Retry-After")).isPresent();
            go.countDown();
            loading.awaitLoaded();
            assertThat(send(HttpRequest.newBuilder(health).build()).status()).isEqualTo(200);
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsToldToWhoeverWaits() {
        try (MuninnServer broken = MuninnServer.start(options(http(Optional.empty(), List.of())), NAME, () -> {
            throw new MuninnException("no such model");
        })) {
            assertThatThrownBy(broken::awaitLoaded).hasMessage("no such model");
            URI health = URI.create("http://127.0.0.1:" + broken.port() + "/health");
            assertThat(send(HttpRequest.newBuilder(health).build())
                            .error()
                            .path("code")
                            .asString())
                    .isEqualTo("model_failed");
        }
    }

    @Test
    void theLogHasNoPrompts() {
        post("/tokenize", "{'prompt':'a secret'}");
        assertThat(log).anyMatch(line -> line.contains("\"POST /tokenize\" 200"));
        assertThat(log).noneMatch(line -> line.contains("secret"));
        get("/a%0Aforged%20line");
        assertThat(log).noneMatch(line -> line.contains("\n"));
    }

    @Test
    void aPortInUseIsExplained() {
        assertThatThrownBy(() -> start(options(HttpOptions.local(server.port()))))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("--port");
    }
}
