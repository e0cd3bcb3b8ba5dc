package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.Engine;
import dev.muninn.server.http.HttpOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of every kind at once, more than can be answered, who leave when they like.
 *
 * <p>{@code -Dmuninn.load.seconds=1800} lets the mixed load run half an hour.
 */
class MixedLoadTest extends ServerFixture {
    private static final int SECONDS = Integer.getInteger("muninn.load.seconds", 3);
    private static final int AT_ONCE = 4;
    private static final int WAITING = 4;
    private static final int KINDS = 12;

    private Engine loaded;

    @Override
    ServerOptions options() {
        HttpOptions http = http(Optional.empty(), List.of()).withTimeouts(patience(Duration.ofSeconds(1)));
        return options(http)
                .withAtOnce(AT_ONCE)
                .withWaiting(WAITING)
                .withPrefillRows(8)
                .withPrefixBytes(1 << 20)
                .withDrain(Duration.ofSeconds(1));
    }

    @Override
    Engine engine() {
        loaded = super.engine();
        return loaded;
    }

    /** A completion of {@code kind}: depths, exits and ways of decoding take turns. */
    private static String body(int kind, boolean stream) {
        String depth = switch (kind % 4) {
            case 0 -> "'num_steps':" + (1 + 5 * kind);
            case 1 -> "'reasoning_effort':'high'";
            case 2 -> "'muninn':{'decode':'wavefront'}";
            default -> "'muninn':{'recurrences':%d,'exit':'kl:1e-3','kv':'latest'}".formatted(2 + kind);
        };
        return "{'prompt':'the same beginning, and then %d','max_tokens':%d,'seed':3,'temperature':%d,'stream':%b,%s}"
                .formatted(kind, 3 + kind, kind % 2, stream, depth);
    }

    private static String text(HttpResponse<String> answer) {
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        return json.path("choices").path(0).path("text").asString();
    }

    private void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (metric("muninn_requests_running") + metric("muninn_requests_waiting") + metric("muninn_kv_bytes") > 0) {
            assertThat(System.nanoTime()).as("idle").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    @Test
    void tenTimesTooManyAreRefusedAndTheOthersAnsweredWell() throws Exception {
        Map<Integer, String> wanted = new ConcurrentHashMap<>();
        for (int kind = 0; kind < KINDS; kind++) {
            wanted.put(kind, text(text(request("/v1/completions", body(kind, false)))));
        }
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 10 * (AT_ONCE + WAITING))
                .mapToObj(i -> client.sendAsync(
                        request("/v1/completions", body(i % KINDS, false)), HttpResponse.BodyHandlers.ofString()))
                .toList();
        int answered = 0;
        for (int i = 0; i < answers.size(); i++) {
            HttpResponse<String> answer = answers.get(i).join();
            if (answer.statusCode() == 200) {
                answered++;
                assertThat(text(answer)).isEqualTo(wanted.get(i % KINDS));
            } else {
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                        .isPositive();
            }
        }
        // As many as fit were accepted at least, and they finished.
        assertThat(answered).isGreaterThanOrEqualTo(AT_ONCE + WAITING).isLessThan(answers.size());
        awaitIdle();
    }

    @Test
    @Timeout(3600)
    void mixedLoadLeavesNothingBehind() throws Exception {
        awaitIdle();
        int threads = Thread.activeCount();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                done.add(clients.submit(() -> {
                    int asked = 0;
                    while (System.nanoTime() < end) {
                        ask(random);
                        asked++;
                    }
                    return asked;
                }));
            }
            for (Future<Integer> each : done) {
                assertThat(each.get()).isPositive();
            }
        }
        awaitIdle();
        assertThat(log).noneMatch(line -> line.contains("internal error"));
        // What is left are former prompts, within their limit.
        assertThat(loaded.kvBytes()).isLessThanOrEqualTo(1 << 20);
        // Connections are carried by virtual threads; the client of this test may have one more.
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
        assertThat(post("/v1/completions", body(0, false)).status()).isEqualTo(200);
    }

    private void ask(Random random) throws IOException {
        int kind = random.nextInt(KINDS);
        switch (random.nextInt(6)) {
            case 0 -> assertThat(status("/v1/completions", body(kind, true))).isIn(200, 429);
            case 1 -> assertThat(status("/v1/completions", body(kind, false))).isIn(200, 429);
            case 2 ->
                assertThat(status("/v1/embeddings", "{'input':'%d and more'}".formatted(kind)))
                        .isIn(200, 429);
            case 3 ->
                assertThat(status("/v1/completions", body(kind, false).substring(0, 20 + kind)))
                        .isEqualTo(400);
            default -> leave(body(kind, random.nextBoolean()), random);
        }
    }

    private int status(String path, String body) {
        return text(request(path, body)).statusCode();
    }

    /** Sends all of a request or a part, reads some of the answer, and goes. */
    private void leave(String body, Random random) throws IOException {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(1 + random.nextInt(30));
            socket.getOutputStream()
                    .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes, 0, random.nextInt(3) == 0 ? 9 : bytes.length);
            try {
                socket.getInputStream().readNBytes(random.nextInt(400));
            } catch (IOException e) {
                // leaves now
            }
        }
    }
}
