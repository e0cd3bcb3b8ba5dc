package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may use the server: clients that know the key, and web pages of its own or of an allowed origin. A page of another origin can make a
 * browser send requests here, and a name that is made to point to 127.0.0.1 makes them look like its own; so both headers are
 * looked at.
 */
final class Guard {
    private static final String BEARER = "Bearer ";
    /** The whole of 127.0.0.0/8 is loopback. */
    private static final Pattern LOCAL =
            Pattern.compile("localhost\\.?|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private final HttpOptions options;
    private final List<Known> keys;

    /** A key, not as it is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(String name, byte[] hash) {}

    Guard(HttpOptions options) {
        this.options = options;
        this.keys = options.keys().stream()
                .map(key -> new Known(key.name(), hash(key.secret())))
                .toList();
    }

    /** Refuses whoever may not, and says in headers what a browser's page may read. */
    void admit(Exchange exchange, boolean open) {
        checkHost(exchange);
        checkOrigin(exchange);
        if (!keys.isEmpty()) {
            Optional<String> owner = owner(exchange);
            owner.ifPresent(exchange::admittedBy);
            if (!open && owner.isEmpty()) {
                exchange.header("WWW-Authenticate", "Bearer");
                throw ApiError.unauthorized();
            }
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
                exchange.header("Access-Control-Request-Headers")
                        .orElse("authorization, content-type, x-api-key, x-request-id"));
        exchange.header("Access-Control-Max-Age", "600");
        exchange.send(204, "text/plain", new byte[0]);
    }

    private void checkHost(Exchange exchange) {
        Optional<String> host = exchange.header("Host");
        if (!keys.isEmpty() || host.isEmpty()) { // HTTP/1.0 has none, browsers always send one
            return;
        }
        String name = host.get().replaceFirst(":\\d*$", "");
        if (!LOCAL.matcher(name).matches() && !name.equalsIgnoreCase(options.host())) {
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
                .filter(host -> origin.get().equalsIgnoreCase("http://" + host)
                        || origin.get().equalsIgnoreCase("https://" + host))
                .isPresent();
        if (!allowed && !own) {
            throw ApiError.of(
                    403,
                    "origin_not_allowed",
                    "web pages of other origins may not use this server; --cors-origin allows one");
        }
        if (allowed) {
            exchange.header("Access-Control-Allow-Origin", origin.get());
            exchange.header("Access-Control-Expose-Headers", "Muninn-Warning, Retry-After, x-request-id");
            exchange.header("Vary", "Origin");
        }
    }

    /** Whose key was sent. Takes the same time whatever is wrong with it. */
    private Optional<String> owner(Exchange exchange) {
        byte[] sent = hash(exchange.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()))
                .or(() -> exchange.header("x-api-key"))
                .orElse(""));
        Optional<String> owner = Optional.empty();
        for (Known key : keys) {
            if (MessageDigest.isEqual(sent, key.hash)) {
                owner = Optional.of(key.name);
            }
        }
        return owner;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
