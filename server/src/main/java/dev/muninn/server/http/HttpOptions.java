package dev.muninn.server.http;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where to listen and whom to answer.
 *
 * @param host address or name to bind to; one that others can reach needs {@code keys}
 * @param port 0 for any that is free
 * @param keys clients must send one of them; empty to let everybody in
 * @param corsOrigins web pages of these origins, such as {@code https://chat.example}, may use the server; {@code *} for all
 * @param bodies how long a request may be, and all of them together
 * @param timeouts for clients that are slow
 * @param mostConnections open at a time; beyond it the one that has been without a whole request for longest is closed
 * @param tls the certificate for HTTPS; empty for HTTP
 * @param log is told of requests and of faults
 */
public record HttpOptions(
        String host,
        int port,
        List<ApiKey> keys,
        List<String> corsOrigins,
        Bodies bodies,
        Timeouts timeouts,
        int mostConnections,
        Optional<Tls> tls,
        ServerLog log) {
    public static final int DEFAULT_PORT = 8080;
    public static final int DEFAULT_CONNECTIONS = 4096;

    /**
     * Limits of what clients send, in bytes.
     *
     * @param most longer requests are refused, as they come and after decompression
     * @param together memory for all requests that are being read or were not yet answered
     */
    public record Bodies(int most, long together) {
        public static final int DEFAULT_MOST = 8 << 20;

        public Bodies {
            require(most >= 1024, "bodies must be allowed to have 1024 bytes, found %d", most);
            require(together >= 1024, "all bodies together must be allowed to have 1024 bytes, found %d", together);
        }

        /** At most {@code most} each, and a quarter of the heap together. */
        public static Bodies of(int most) {
            return new Bodies(most, Runtime.getRuntime().maxMemory() / 4);
        }
    }

    /**
     * How long to wait for a client.
     *
     * @param header from the first byte of a request to the end of its headers
     * @param idle between requests
     * @param transfer for the next bytes of a body to come, or of an answer to be taken; as long as some do, a transfer may last
     */
    public record Timeouts(Duration header, Duration idle, Duration transfer) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(30));

        public Timeouts {
            for (Duration time : List.of(header, idle, transfer)) {
                require(
                        time.toMillis() >= 1 && time.toDays() < 2,
                        "a time-out is more than 0 and at most a day, found %s",
                        time);
            }
        }
    }

    public HttpOptions {
        require(port >= 0 && port <= 65_535, "a port is 0 to 65535, found %d", port);
        require(
                mostConnections >= 1 && mostConnections <= 1_000_000,
                "1 to 1000000 connections can be open, found %d",
                mostConnections);
        require(
                !keys.isEmpty() || isLoopback(host),
                "%s can be reached from other machines: give an --api-key that clients must know, or listen on 127.0.0.1",
                host);
        keys = List.copyOf(keys);
        corsOrigins = List.copyOf(corsOrigins);
    }

    /** Loopback, without a key, nothing logged. */
    public static HttpOptions local(int port) {
        return new HttpOptions(
                "127.0.0.1",
                port,
                List.of(),
                List.of(),
                Bodies.of(Bodies.DEFAULT_MOST),
                Timeouts.DEFAULT,
                DEFAULT_CONNECTIONS,
                Optional.empty(),
                ServerLog.NONE);
    }

    public HttpOptions withKeys(List<ApiKey> list) {
        return new HttpOptions(host, port, list, corsOrigins, bodies, timeouts, mostConnections, tls, log);
    }

    public HttpOptions withCorsOrigins(List<String> origins) {
        return new HttpOptions(host, port, keys, origins, bodies, timeouts, mostConnections, tls, log);
    }

    public HttpOptions withBodies(Bodies limits) {
        return new HttpOptions(host, port, keys, corsOrigins, limits, timeouts, mostConnections, tls, log);
    }

    public HttpOptions withTimeouts(Timeouts times) {
        return new HttpOptions(host, port, keys, corsOrigins, bodies, times, mostConnections, tls, log);
    }

    public HttpOptions withMostConnections(int most) {
        return new HttpOptions(host, port, keys, corsOrigins, bodies, timeouts, most, tls, log);
    }

    public HttpOptions withTls(Tls certificate) {
        return new HttpOptions(
                host, port, keys, corsOrigins, bodies, timeouts, mostConnections, Optional.of(certificate), log);
    }

    public HttpOptions withLog(ServerLog listener) {
        return new HttpOptions(host, port, keys, corsOrigins, bodies, timeouts, mostConnections, tls, listener);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new MuninnException(host + ": no such host; give an address of this machine, such as 127.0.0.1", e);
        }
    }
}
