package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.Engine;
import dev.muninn.server.http.HttpOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Clients that are slow, leave, or are too many. */
class LoadTest extends ServerFixture {
    private static final String LONG =
            "{'prompt':'ab','max_tokens':400,'num_steps':2000,'temperature':0,'logit_bias':{'257':-100}";
    private static final String SHORT = "{'prompt':'ab','max_tokens':2,'num_steps':2,'temperature':0}";

    private Engine loaded;

    @Override
    ServerOptions options() {
        HttpOptions http = http(Optional.empty(), List.of()).withTimeouts(patience(Duration.ofSeconds(1)));
        return options(http).withAtOnce(1).withWaiting(2).withPrefixBytes(0).withDrain(Duration.ofSeconds(1));
    }

    @Override
    Engine engine() {
        loaded = super.engine();
        return loaded;
    }

    private Socket open(String body) throws IOException {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private boolean isIdle() {
        return metric("muninn_requests_running") == 0
                && metric("muninn_requests_waiting") == 0
                && loaded.kvBytes() == 0;
    }

    @Test
    void whoLeavesFreesTheEngine() throws Exception {
        double before = metric("muninn_generated_tokens_total");
        for (String end : List.of("}", ",'stream':true}")) {
            try (Socket socket = open(LONG + end)) {
                await("begun", () -> metric("muninn_requests_running") == 1);
                assertThat(socket.isConnected()).isTrue();
            }
            await("freed", this::isIdle);
        }
        // Two requests of 400 tokens each were asked for.
        assertThat(metric("muninn_generated_tokens_total") - before).isLessThan(400);
        await("logged", () -> log.stream().anyMatch(line -> line.contains(" 499 ")));
        assertThat(post("/v1/completions", SHORT).status()).isEqualTo(200);
    }

    @Test
    void tooManyAreToldToComeBack() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            sockets.add(open(LONG + "}"));
            await("begun", () -> metric("muninn_requests_running") == 1);
            sockets.add(open(LONG + "}"));
            sockets.add(open(LONG + "}"));
            await("waiting", () -> metric("muninn_requests_waiting") == 2);
            Answer refused = post("/v1/completions", SHORT);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.error().path("code").asString()).isEqualTo("overloaded");
            assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow()))
                    .isPositive();
            // Several answers are accepted together or not at all.
            sockets.removeLast().close();
            await("one left the queue", () -> metric("muninn_requests_waiting") == 1);
            assertThat(post("/v1/completions", SHORT.replace("}", ",'n':2}")).status())
                    .isEqualTo(429);
            await("the first copy taken back", () -> metric("muninn_requests_waiting") == 1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await("freed", this::isIdle);
    }

    @Test
    void slowClientsHoldNobodyUp() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{\"pr"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                half.add(socket);
            }
            assertThat(post("/v1/completions", SHORT).status()).isEqualTo(200);
            // A body that does not go on is given up after the time a client may take.
            InputStream in = half.getFirst().getInputStream();
            half.getFirst().setSoTimeout(10_000);
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("200");
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void whoDoesNotReadIsCutOffAndOthersGoOn() throws Exception {
        // Traces make the answer longer than what the sockets hold.
        String trace = ",'stream':true,'logprobs':20,'muninn':{'recurrences':60,'trace':true}}";
        try (Socket deaf = open("{'prompt':'ab','max_tokens':500,'temperature':0,'logit_bias':{'257':-100}" + trace)) {
            await("begun", () -> metric("muninn_requests_running") == 1);
            await("computed", () -> metric("muninn_requests_running") == 0);
            assertThat(post("/v1/completions", SHORT).status()).isEqualTo(200);
            await("cut off", () -> log.stream().anyMatch(line -> line.contains(" 499 ")));
            assertThat(deaf.isConnected()).isTrue();
        }
        await("freed", this::isIdle);
    }

    @Test
    void leavingAtRandomLeavesNothingBehind() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            String body = "{'prompt':'ab','max_tokens':30,'num_steps':%d,'stream':%b}"
                    .formatted(1 + random.nextInt(60), random.nextBoolean());
            try (Socket socket = open(body.substring(0, random.nextInt(4) == 0 ? 9 : body.length()))) {
                socket.setSoTimeout(1 + random.nextInt(30));
                try {
                    socket.getInputStream().readNBytes(random.nextInt(400));
                } catch (IOException e) {
                    // leaves now
                }
            }
        }
        await("freed", this::isIdle);
        assertThat(post("/v1/completions", SHORT).status()).isEqualTo(200);
        assertThat(log).noneMatch(line -> line.contains("internal error"));
    }

    @Test
    void requestsOnOneConnectionDoNotMix() throws Exception {
        try (Socket socket = open(SHORT)) {
            // The next request is there before the first is answered.
            byte[] next = "GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(next);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.split("HTTP/1.1 200", -1)).hasSize(3);
            assertThat(all).contains("text_completion").endsWith("}").contains("\"version\"");
        }
    }

    @Test
    void manyAtOnceAreAnsweredOrRefused() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.sendAsync(
                    request("/v1/completions", SHORT.replace("'num_steps':2", "'num_steps':40")),
                    HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses).contains(200).containsOnly(200, 429);
    }
}
