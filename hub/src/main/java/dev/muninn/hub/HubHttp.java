package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Requests to the hub. Redirects are followed here and not by Java's client, because two rules hang on them: the token goes to
 * the endpoint's own scheme, host and port and to nobody else, and what a file is says the hub, not the host that stores it.
 */
final class HubHttp implements AutoCloseable {
    private static final int MOST_HOPS = 10;

    private final HubSettings settings;
    private final HttpClient client;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hub-silence").factory());

    /** How far redirects are followed. */
    enum Hops {
        /** As long as they stay at the endpoint; the first that leaves it is the answer. */
        AT_HOME,
        /** Wherever they lead. */
        ANYWHERE
    }

    HubHttp(HubSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // several connections, and no attempt to upgrade one
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.metadataTimeout())
                .proxy(settings.proxies());
        settings.proxies().authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /** The endpoint's address with {@code path} behind it. */
    URI at(String path) {
        return URI.create(settings.endpoint() + path);
    }

    /** Sends one request, and follows redirects. A failed connection is an {@link IOException}: the caller may try again. */
    Answer send(String method, URI address, Map<String, String> headers, Hops hops) throws IOException, HubFailure {
        URI current = address;
        for (int hop = 0; hop <= MOST_HOPS; hop++) {
            Answer answer = once(method, current, headers);
            if (!answer.redirects()) {
                return answer;
            }
            URI next = target(current, answer.header("location").orElseThrow());
            if (!atHome(next) && hops == Hops.AT_HOME) {
                return answer;
            }
            answer.close();
            current = next;
        }
        throw new HubFailure(
                Kind.BAD_ANSWER,
                address.getHost() + " redirects more than " + MOST_HOPS + " times; is HF_ENDPOINT a hub's address?");
    }

    private Answer once(String method, URI address, Map<String, String> headers) throws IOException, HubFailure {
        Duration patience = method.equals("HEAD") ? settings.metadataTimeout() : settings.readTimeout();
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .timeout(patience)
                .header("User-Agent", "muninn; java/" + Runtime.version().feature())
                .header("Accept-Encoding", "identity"); // a compressed answer has another length and a weak tag
        headers.forEach(request::header);
        if (atHome(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            return new Answer(
                    response.statusCode(), response.headers(), new SilenceWatch(response.body(), patience, clock));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubFailure(Kind.UNREACHABLE, "interrupted", e);
        }
    }

    /** Whether an address has the endpoint's scheme, host and port. */
    private boolean atHome(URI address) {
        URI endpoint = settings.endpoint();
        return address.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && address.getHost().equalsIgnoreCase(endpoint.getHost())
                && port(address) == port(endpoint);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return address.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    /** Where a redirect leads; a relative one keeps the query, as renamed repositories need it. */
    private static URI target(URI from, String location) throws HubFailure {
        try {
            URI to = from.resolve(escaped(location));
            if (to.getRawQuery() == null && from.getRawQuery() != null && !location.contains("://")) {
                to = URI.create(to + "?" + from.getRawQuery());
            }
            String scheme = Optional.ofNullable(to.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean secured = from.getScheme().equalsIgnoreCase("https");
            if (to.getHost() != null && (scheme.equals("https") || scheme.equals("http") && !secured)) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new HubFailure(
                Kind.BAD_ANSWER,
                from.getHost() + " redirects to something that is no web address, or not a secured one");
    }

    /** Signed addresses may hold characters that Java's URI refuses. */
    private static String escaped(String location) {
        StringBuilder text = new StringBuilder();
        location.codePoints().forEach(c -> {
            if (c > ' ' && c < 127 && "\"<>\\^`{|}".indexOf(c) < 0) {
                text.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    text.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
                }
            }
        });
        return text.toString();
    }

    @Override
    public void close() {
        client.shutdownNow();
        clock.shutdownNow();
    }
}
