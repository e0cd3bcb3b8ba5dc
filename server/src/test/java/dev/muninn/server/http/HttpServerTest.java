package dev.muninn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.HeavyWork;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpServerTest {
    private static URI uri(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpServer server(List<Route> routes, List<String> log) {
        return new HttpServer(
                HttpOptions.local(0).withLog(LineLog.text(log::add)),
                routes,
                (route, status, nanos) -> {},
                new HeavyWork(1, 1),
                text -> text.replace("/srv/models/tiny", "tiny"));
    }

    /** Were it a virtual thread that answers, it would wait until one of those that compute is done: there are no more processors. */
    @Test
    void whatIsAnsweredAtOnceDoesNotWaitForThoseThatCompute() throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        AtomicInteger spinning = new AtomicInteger();
        int processors = Runtime.getRuntime().availableProcessors();
        Route computes = Route.get("/compute", exchange -> {
            spinning.incrementAndGet();
            while (!go.get()) {
                Thread.onSpinWait();
            }
            exchange.send(Json.object());
        });
        Route health = Route.get(
                        "/health", exchange -> exchange.send(Json.object().put("status", "ok")))
                .atOnce();
        try (HttpServer server = server(List.of(computes, health), new CopyOnWriteArrayList<>());
                HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 2 * processors; i++) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(uri(server, "/compute")).build(), HttpResponse.BodyHandlers.ofString()));
            }
            while (spinning.get() < processors) {
                Thread.sleep(1);
            }
            try (HttpClient other = HttpClient.newHttpClient()) {
                HttpResponse<String> answer = other.send(
                        HttpRequest.newBuilder(uri(server, "/health")).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
            } finally {
                go.set(true);
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void faultsAreLoggedWithTheNameOfTheirRequestAndNotTold() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Route broken = Route.get("/broken", exchange -> {
            throw new IllegalStateException("/srv/models/tiny is odd");
        });
        Route refused = Route.get("/refused", exchange -> {
            throw new dev.muninn.error.MuninnException("/srv/models/tiny is small");
        });
        try (HttpServer server = server(List.of(broken, refused), log);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> fault = client.send(
                    HttpRequest.newBuilder(uri(server, "/broken"))
                            .header("x-request-id", "one")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(fault.statusCode()).isEqualTo(500);
            assertThat(fault.body()).doesNotContain("odd", "IllegalState");
            assertThat(log)
                    .anyMatch(line -> line.contains("internal error in request one")
                            && line.contains("IllegalStateException")
                            && line.contains("HttpServerTest"));
            HttpResponse<String> refusal = client.send(
                    HttpRequest.newBuilder(uri(server, "/refused")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.body()).contains("\"tiny is small\"");
        }
    }
}
