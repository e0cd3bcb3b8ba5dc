package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests as no client should send them, byte by byte (RFC 9112). Whatever a front server and this one might cut differently is refused, and
 * the connection with it, so that nothing after it is read as a request.
 */
class MalformedRequestsTest extends ServerFixture {
    private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String POST = "POST /tokenize HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    /** {@code {"prompt":"a"}}, 14 bytes. */
    private static final String JSON = "{\"prompt\":\"a\"}";

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Arguments bad(String name, String request) {
        return Arguments.of(name, request);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                // Chunks: size, extension, data, end
                bad("chunk size of no digit", CHUNKED + "\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size of a letter", CHUNKED + "g\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size with a sign", CHUNKED + "+e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("negative chunk size", CHUNKED + "-e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size with 0x", CHUNKED + "0xe\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size after a space", CHUNKED + " e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size with a space inside", CHUNKED + "0 e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size with an underscore", CHUNKED + "0_e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size of 17 digits", CHUNKED + "fffffffffffffffff\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size past an int", CHUNKED + "100000000\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size past a long", CHUNKED + "1000000000000000e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size ended by a line feed alone", CHUNKED + "e\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk size ended by a carriage return alone", CHUNKED + "e\r" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk data without an end", CHUNKED + "e\r\n" + JSON + "0\r\n\r\n"),
                bad("chunk data ended by a line feed alone", CHUNKED + "e\r\n" + JSON + "\n0\r\n\r\n"),
                bad("chunk data longer than its size", CHUNKED + "d\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk data shorter than its size", CHUNKED + "f\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("last chunk without its end", CHUNKED + "e\r\n" + JSON + "\r\n0\r\nX"),
                bad("line feed in a chunk extension", CHUNKED + "e;a\nb\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("nothing after a chunk's size but text", CHUNKED + "e x\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("trailer without a colon", CHUNKED + "e\r\n" + JSON + "\r\n0\r\nnonsense\r\n\r\n"),
                bad("trailer whose name has a space", CHUNKED + "e\r\n" + JSON + "\r\n0\r\nA b: c\r\n\r\n"),
                // Lengths
                bad(
                        "length and chunks",
                        POST + "Content-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n" + JSON
                                + "\r\n0\r\n\r\n"),
                bad("chunks and length", POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                bad("two lengths", POST + "Content-Length: 14\r\nContent-Length: 5\r\n\r\n" + JSON),
                bad("the same length twice", POST + "Content-Length: 14\r\nContent-Length: 14\r\n\r\n" + JSON),
                bad("a list of lengths", POST + "Content-Length: 14, 14\r\n\r\n" + JSON),
                bad("length with a sign", POST + "Content-Length: +14\r\n\r\n" + JSON),
                bad("negative length", POST + "Content-Length: -1\r\n\r\n" + JSON),
                bad("length of letters", POST + "Content-Length: ten\r\n\r\n" + JSON),
                bad("length with 0x", POST + "Content-Length: 0xe\r\n\r\n" + JSON),
                bad("length with a space inside", POST + "Content-Length: 1 4\r\n\r\n" + JSON),
                bad("length past a long", POST + "Content-Length: 99999999999999999999\r\n\r\n" + JSON),
                bad("no length", POST + "Content-Length: \r\n\r\n" + JSON),
                bad("unknown transfer coding", POST + "Transfer-Encoding: cow\r\n\r\n" + JSON),
                bad("chunked not last", POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                bad("chunked twice", POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                bad(
                        "chunked in two fields",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                bad("chunked with a tail", POST + "Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n"),
                bad(
                        "chunks in HTTP/1.0",
                        "POST /tokenize HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                // Fields
                bad("space before the colon", "GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n"),
                bad("space before a length's colon", POST + "Content-Length : 14\r\n\r\n" + JSON),
                bad("folded field", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"),
                bad("folded first field", "GET /health HTTP/1.1\r\n Host: localhost\r\n\r\n"),
                bad("field without a colon", "GET /health HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n"),
                bad("field without a name", "GET /health HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n"),
                bad("null in a field", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"),
                bad("carriage return in a field", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n"),
                bad("fields ended by line feeds alone", "GET /health HTTP/1.1\nHost: localhost\n\n"),
                bad("no host", "GET /health HTTP/1.1\r\n\r\n"),
                bad("two hosts", "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
                bad("host with a slash", "GET /health HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
                bad("a control in a field's name", "GET /health HTTP/1.1\r\nHost: localhost\r\nX\u0001: a\r\n\r\n"),
                // The first line
                bad("unknown version", "GET /health HTTP/3.7\r\nHost: localhost\r\n\r\n"),
                bad("no version", "GET /health\r\nHost: localhost\r\n\r\n"),
                bad("a space too many", "GET /health  x HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad("no path", "GET HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad("a path that leads out", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad("half a percent code", "GET /he%2 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad("nonsense", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void isRefusedAndTheConnectionWithIt(String name, String request) throws IOException {
        log.clear();
        String answer = raw(request + NEXT);
        assertThat(answer.split("HTTP/1\\.[01] ", -1)).as(answer).hasSize(2);
        assertThat(answer).matches("(?s)HTTP/1\\.[01] (400|408|411|413|414|417|431|501|505) .*");
        assertThat(answer).doesNotContain("Exception", "jetty", "java", "jackson");
        assertThat(log).noneMatch(line -> line.contains("/smuggled") || line.contains("internal error"));
        assertThat(get("/health").status()).isEqualTo(200);
    }

    static List<Arguments> unusual() {
        return List.of(
                bad("one chunk", CHUNKED + "e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("chunk extension", CHUNKED + "e;a=b\r\n" + JSON + "\r\n0;last\r\n\r\n"),
                bad("quoted chunk extension", CHUNKED + "e;a=\"b c\"\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("upper-case size", CHUNKED + "E\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("zeros before a size", CHUNKED + "000e\r\n" + JSON + "\r\n000\r\n\r\n"),
                bad("chunk by chunk", CHUNKED + "1\r\n{\r\nd\r\n\"prompt\":\"a\"}\r\n0\r\n\r\n"),
                bad("trailers", CHUNKED + "e\r\n" + JSON + "\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n"),
                bad("coding in capitals", CHUNKED.replace("chunked", "Chunked") + "e\r\n" + JSON + "\r\n0\r\n\r\n"),
                bad("empty lines before a request", "\r\n\r\n" + POST + "Content-Length: 14\r\n\r\n" + JSON),
                bad("spaces around a value", POST + "Content-Length:  14 \r\n\r\n" + JSON),
                bad(
                        "the whole address",
                        POST.replace("/tokenize", "http://localhost/tokenize") + "Content-Length: 14\r\n\r\n" + JSON),
                bad("a trailing slash", POST.replace("/tokenize", "/tokenize/") + "Content-Length: 14\r\n\r\n" + JSON),
                bad("a question", POST.replace("/tokenize", "/tokenize?x=1") + "Content-Length: 14\r\n\r\n" + JSON),
                bad(
                        "another case of the host",
                        POST.replace("localhost", "LocalHost:80") + "Content-Length: 14\r\n\r\n" + JSON),
                bad(
                        "another address of loopback",
                        POST.replace("localhost", "127.4.5.6") + "Content-Length: 14\r\n\r\n" + JSON),
                bad("HTTP/1.0", "POST /tokenize HTTP/1.0\r\nContent-Length: 14\r\n\r\n" + JSON));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void isRight(String name, String request) throws IOException {
        String last = "GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        boolean closes = request.contains("HTTP/1.0");
        String answer = raw(request + (closes ? "" : last));
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"count\":");
        assertThat(answer.split("HTTP/1.1 200", -1)).as(answer).hasSize(closes ? 2 : 3);
    }

    @Test
    void methodsAreCaseSensitive() throws IOException {
        assertThat(raw("get /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }
}
