package dev.muninn.server.http;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where to listen and whom to answer.
 *
 * @param host address or name to bind to; one that others can reach needs an {@code apiKey}
 * @param port 0 for any that is free
 * @param apiKey what clients must send as {@code Authorization: Bearer KEY}; empty for none
 * @param corsOrigins web pages of these origins, such as {@code https://chat.example}, may use the server; {@code *} for all
 * @param mostBodyBytes longer requests are refused
 * @param writeTimeout a client that takes nothing for so long is cut off
 * @param logBodies whether the access log has what clients send
 * @param log takes a line a request
 */
public record HttpOptions(
        String host,
        int port,
        Optional<String> apiKey,
        List<String> corsOrigins,
        int mostBodyBytes,
        Duration writeTimeout,
        boolean logBodies,
        Consumer<String> log) {
    public static final int DEFAULT_PORT = 8080;
    private static final int DEFAULT_BODY_BYTES = 8 << 20;

    public HttpOptions {
        require(port >= 0 && port <= 65_535, "a port is 0 to 65535, found %d", port);
        require(mostBodyBytes >= 1024, "bodies must be allowed to have 1024 bytes, found %d", mostBodyBytes);
        require(
                apiKey.isEmpty() || !apiKey.get().isBlank(),
                "the API key is blank; wanted some characters that are hard to guess");
        require(
                apiKey.isPresent() || isLoopback(host),
                "%s can be reached from other machines: give an --api-key that clients must know, or listen on 127.0.0.1",
                host);
    }

    /** Loopback, without a key, nothing logged. */
    public static HttpOptions local(int port) {
        return new HttpOptions(
                "127.0.0.1",
                port,
                Optional.empty(),
                List.of(),
                DEFAULT_BODY_BYTES,
                Duration.ofSeconds(30),
                false,
                line -> {});
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new MuninnException(host + ": no such host; give an address of this machine, such as 127.0.0.1", e);
        }
    }
}
