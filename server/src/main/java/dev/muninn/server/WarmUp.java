package dev.muninn.server;

import dev.muninn.generate.Request;
import dev.muninn.server.api.Served;
import dev.muninn.server.http.HttpOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is done before a model is said to be ready, so that its first client does not pay for memory that was never touched and code that was
 * never compiled: tokens at every depth that {@code reasoning_effort} may ask for, then chats over HTTP.
 */
final class WarmUp {
    private static final int CHATS = 16;
    /** No pair of chats is begun after this long: a large model is slow whether its code is compiled or not. */
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private static final int TIMEOUT_MILLIS = 60_000;

    private WarmUp() {}

    /** Thinks one token at every depth class. */
    static void think(Served served) {
        int mean = served.engine().model().config().meanRecurrence();
        SortedSet<Integer> depths = new TreeSet<>();
        for (int depth : new int[] {1, mean / 4, mean / 2, mean, 2 * mean, 4 * mean}) {
            depths.add(Math.clamp(depth, 1, served.mostRecurrences()));
        }
        int[] prompt = served.engine().tokenizer().encode("Hello, world", true);
        if (prompt.length == 0
                || prompt.length + 2 > served.engine().model().config().context()) {
            return;
        }
        for (int depth : depths) {
            Request request =
                    Request.builder(prompt).recurrences(depth).maxTokens(2).build();
            var _ = served.scheduler().submit(request, token -> true).outcome().join();
        }
    }

    /**
     * Asks as clients do, whole and streamed. What is answered does not matter. Each time something else is asked: of a prompt that was there
     * before only the last token is computed, and the code for whole prompts would stay cold.
     *
     * @param id lets the requests in before others
     * @param key lets them in where a key is wanted
     */
    static void ask(HttpOptions options, int port, String id, String key) {
        if (options.tls().isPresent()) {
            return; // nobody here knows whether its certificate can be trusted
        }
        String host = options.host().equals("0.0.0.0") ? "127.0.0.1" : options.host();
        long begun = System.nanoTime();
        for (int i = 0; i < CHATS && System.nanoTime() - begun < BUDGET.toNanos(); i++) {
            for (boolean stream : new boolean[] {false, true}) {
                String body =
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"%d: let a = 4, b = a + 3, c = b * 2. What is c?\"}],\"max_tokens\":16,\"stream\":%b}"
                                .formatted(10 + 2 * i + (stream ? 1 : 0), stream);
                String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + key + "\r\nx-request-id: " + id
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
                exchange(host, port, head + body);
            }
        }
    }

    private static void exchange(String host, int port, String request) {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var _ = socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // A server that cannot be reached from here can still be reached by others.
        }
    }
}
