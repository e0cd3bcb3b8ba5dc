package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use the server: clients that know the key, and web pages of its own or of an allowed origin. A page of another origin can make a
 * browser send requests here, and a name that is made to point to 127.0.0.1 makes them look like its own; so both headers are
 * looked at.
 */
final class Guard {
    private static final String BEARER = "Bearer ";
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpOptions options;
    private final Optional<byte[]> keyHash;

    Guard(HttpOptions options) {
        this.options = options;
        this.keyHash = options.apiKey().map(Guard::hash);
    }

    /** Refuses whoever may not, and says in headers what a browser's page may read. */
    void admit(Exchange exchange, boolean open) {
        checkHost(exchange);
        checkOrigin(exchange);
        if (!open && keyHash.isPresent() && !hasKey(exchange, keyHash.get())) {
            exchange.header("WWW-Authenticate", "Bearer");
            throw ApiError.unauthorized();
        }
    }

    /** Whether the browser's question before the request is allowed, and thereby answered. */
    boolean isPreflight(Exchange exchange) {
        return exchange.method().equals("OPTIONS")
                && exchange.header("Origin").isPresent()
                && exchange.header("Access-Control-Request-Method").isPresent();
    }

    void answerPreflight(Exchange exchange) {
        checkOrigin(exchange);
        exchange.header("Access-Control-Allow-Methods", "GET, POST");
        exchange.header(
                "Access-Control-Allow-Headers",
                exchange.header("Access-Control-Request-Headers").orElse("authorization, content-type"));
        exchange.header("Access-Control-Max-Age", "600");
        exchange.send(204, "text/plain", new byte[0]);
    }

    private void checkHost(Exchange exchange) {
        if (keyHash.isPresent()) {
            return;
        }
        String host = exchange.header("Host").orElse("");
        String name = host.replaceFirst(":\\d+$", "");
        if (!LOCAL.contains(name) && !name.equals(options.host())) {
            throw ApiError.of(
                    403, "host_not_allowed", "this server answers to localhost, not to the host of the request");
        }
    }

    private void checkOrigin(Exchange exchange) {
        Optional<String> origin = exchange.header("Origin");
        if (origin.isEmpty()) {
            return;
        }
        boolean allowed = options.corsOrigins().contains(origin.get())
                || options.corsOrigins().contains("*");
        boolean own = exchange.header("Host")
                .filter(host ->
                        origin.get().equals("http://" + host) || origin.get().equals("https://" + host))
                .isPresent();
        if (!allowed && !own) {
            throw ApiError.of(
                    403,
                    "origin_not_allowed",
                    "web pages of other origins may not use this server; --cors-origin allows one");
        }
        if (allowed) {
            exchange.header("Access-Control-Allow-Origin", origin.get());
            exchange.header("Access-Control-Expose-Headers", "Muninn-Warning, Retry-After");
            exchange.header("Vary", "Origin");
        }
    }

    /** Takes the same time whatever is wrong with the key. */
    private static boolean hasKey(Exchange exchange, byte[] keyHash) {
        String sent = exchange.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()))
                .orElse("");
        return MessageDigest.isEqual(hash(sent), keyHash);
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
