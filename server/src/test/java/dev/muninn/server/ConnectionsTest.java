package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.server.http.HttpOptions.Bodies;
import dev.muninn.server.http.HttpOptions.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What becomes of connections and bodies, however slow, many or large. */
class ConnectionsTest extends ServerFixture {
    private static final int MOST_CONNECTIONS = 20;
    private static final String CHAT =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":4,\"temperature\":0,\"stream\":true}";

    @Override
    ServerOptions options() {
        return options(http(Optional.empty(), List.of())
                .withMostConnections(MOST_CONNECTIONS)
                .withBodies(new Bodies(1 << 20, 4 << 20))
                .withTimeouts(new Timeouts(Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ofSeconds(1))));
    }

    private Socket open(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Everything until the server closes. */
    private static String rest(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return ""; // closed before what it had sent was read
        }
    }

    private String raw(String text) throws IOException {
        try (Socket socket = open(text)) {
            return rest(socket);
        }
    }

    @Test
    void aStreamThatIsTheLastEndsWithTheLastChunk() throws IOException {
        String answer =
                raw("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + CHAT.length() + "\r\n\r\n" + CHAT);
        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("transfer-encoding: chunked");
        assertThat(answer).endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
    }

    @Test
    void http10HasNoChunks() throws IOException {
        String answer =
                raw("POST /v1/chat/completions HTTP/1.0\r\nContent-Length: " + CHAT.length() + "\r\n\r\n" + CHAT);
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("transfer-encoding");
        assertThat(answer).endsWith("data: [DONE]\n\n");
        String whole = raw("GET /version HTTP/1.0\r\n\r\n");
        assertThat(whole).startsWith("HTTP/1.1 200").endsWith("}");
    }

    @Test
    void halfHeadersAreGivenUp() throws IOException {
        try (Socket half = open("GET /health HTTP/1.1\r\nHost: loc")) {
            assertThat(half.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket drip = open("GET /health HTTP/1.1\r\nX: ")) {
            assertThat(dripsUntilClosed(drip)).isTrue();
        }
        assertThat(metric("muninn_http_connections_slow_total")).isGreaterThanOrEqualTo(2);
    }

    /** Bytes that come do not help a request whose headers take too long. */
    private static boolean dripsUntilClosed(Socket socket) {
        try {
            for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write('x');
                Thread.sleep(50);
            }
            return false;
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void moreConnectionsThanMayBeCloseTheOldestThatAskNothing() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * MOST_CONNECTIONS; i++) {
                idle.add(open("GET /h"));
            }
            assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(metric("muninn_http_connections_evicted_total")).isPositive();
            assertThat(metric("muninn_http_connections")).isLessThanOrEqualTo(MOST_CONNECTIONS);
            assertThat(log).anyMatch(line -> line.contains("20 connections are open, as many as may be"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void slowHonestBodiesGoOnAsLongAsBytesCome() throws Exception {
        String body = "{\"prompt\":\"abcdefgh\"}";
        try (Socket socket = open("POST /tokenize HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n")) {
            for (char c : body.toCharArray()) {
                socket.getOutputStream().write(c);
                Thread.sleep(120); // in all more than twice any time-out
            }
            assertThat(rest(socket)).startsWith("HTTP/1.1 200").contains("\"count\":8");
        }
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws IOException {
        String answer = raw("POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n{\"prompt\":");
        assertThat(answer).startsWith("HTTP/1.1 408").contains("body_timeout");
    }

    @Test
    void bodiesTogetherTakeNoMoreThanTheyMay() throws IOException {
        List<Socket> half = new ArrayList<>();
        try {
            int refused = 0;
            for (int i = 0; i < 8; i++) {
                Socket socket = open("POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
                half.add(socket);
                try {
                    socket.getOutputStream().write(" ".repeat(800_000).getBytes(StandardCharsets.US_ASCII));
                } catch (SocketException e) {
                    refused++; // as it sent
                }
            }
            for (Socket socket : half) {
                refused += rest(socket).startsWith("HTTP/1.1 503") ? 1 : 0;
            }
            assertThat(refused).isBetween(4, 7);
            assertThat(metric("muninn_http_body_bytes")).isZero();
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
        assertThat(post("/tokenize", "{'prompt':'a'}").status()).isEqualTo(200);
    }

    @Test
    void manySmallValuesCountAsTheMemoryTheyTake() {
        Answer answer = post("/tokenize", "{'prompt':[" + "{},".repeat(200_000) + "{}]}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error().path("code").asString()).isEqualTo("body_too_large");
    }

    @Test
    void whoAsksBeforeSendingTooMuchIsToldAtOnce() throws IOException {
        String answer = raw(
                "POST /tokenize HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOn() throws IOException {
        String body = "{\"prompt\":\"a\"}";
        try (Socket socket = open(
                "POST /tokenize HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: "
                        + body.length() + "\r\n\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 100 Continue\r\n");
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(socket)).contains("HTTP/1.1 200");
        }
    }

    private HttpRequest encoded(String coding, byte[] body) {
        return HttpRequest.newBuilder(uri("/tokenize"))
                .header("Content-Encoding", coding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void compressedBodiesAreReadWithinTheLimit() throws IOException {
        String body = "{\"prompt\":\"Grüße\"}";
        assertThat(send(encoded("gzip", gzip(body))).json().path("count").asInt())
                .isEqualTo(7);
        byte[] bomb = gzip("{\"prompt\":\"" + " ".repeat(30 << 20) + "\"}");
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(send(encoded("gzip", bomb)).status()).isEqualTo(413);
        assertThat(send(encoded("br", gzip(body))).status()).isEqualTo(415);
        assertThat(send(encoded("gzip", body.getBytes(StandardCharsets.UTF_8))).status())
                .isEqualTo(400);
        byte[] whole = gzip(body);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 9);
        assertThat(send(encoded("gzip", cut)).status()).isEqualTo(400);
    }

    @Test
    void errorsNameNothingOfTheServers() {
        for (String body : List.of(
                "{'prompt':",
                "{'prompt':1e999999999}",
                "{'prompt':'\\ud800",
                "{\"prompt\":\"a\u0001\"}",
                "nonsense",
                "{'a':" + "[".repeat(99))) {
            Answer answer = post("/tokenize", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().path("message").asString())
                    .doesNotContainIgnoringCase("jackson")
                    .doesNotContain("java", "Source", "Token", "Exception", "Stream", model.toString());
        }
        Answer unknown = post("/detokenize", "{'tokens':[99999]}");
        assertThat(unknown.error().path("message").asString()).doesNotContain(model.toString());
    }

    @Test
    void aConnectionIsUsedAgainAfterAnAnswer() throws IOException {
        String one = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = "GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(raw(one + one + last).split("HTTP/1.1 200", -1)).hasSize(4);
    }
}
