package dev.muninn.server.http;

import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.Overloaded;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.StringNode;

/** Listens, and gives every request to its route on a virtual thread of its own. */
public final class HttpServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final int MOST_CONNECTIONS = 10_000;
    private static final Duration IDLE = Duration.ofMinutes(2);
    /** What logs of web servers write when the client left first. */
    private static final int CLIENT_GONE = 499;

    /** Told of every answer. */
    @FunctionalInterface
    public interface Observer {
        /** One answer to {@code route}, the path as declared, or {@code -} for none. */
        void answered(String route, int status, long nanos);
    }

    private final HttpOptions options;
    private final List<Route> routes;
    private final Observer observer;
    private final Guard guard;
    private final Connections connections = new Connections(MOST_HEADER_BYTES);
    private final ScheduledThreadPoolExecutor alarms;
    private final WebServer server;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;

    /** Starts listening. */
    public HttpServer(HttpOptions options, List<Route> routes, Observer observer) {
        this.options = options;
        this.routes = List.copyOf(routes);
        this.observer = observer;
        this.guard = new Guard(options);
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("write-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        this.server = WebServer.builder()
                .host(options.host())
                .port(options.port())
                .shutdownHook(false)
                .protocolsDiscoverServices(false)
                .featuresDiscoverServices(false)
                .addConnectionSelector(connections)
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .maxTcpConnections(MOST_CONNECTIONS)
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(Duration.ofSeconds(15))
                .shutdownGracePeriod(Duration.ofSeconds(1))
                .directHandlers(DirectHandlers.builder()
                        .defaults(DirectHandlers.create())
                        .addHandler(DirectHandler.EventType.BAD_REQUEST, HttpServer::refuse)
                        .addHandler(DirectHandler.EventType.PAYLOAD_TOO_LARGE, HttpServer::refuse)
                        .addHandler(DirectHandler.EventType.INTERNAL_ERROR, HttpServer::refuse)
                        .addHandler(DirectHandler.EventType.OTHER, HttpServer::refuse)
                        .build())
                .routing(routing -> routing.any(this::handle))
                .build();
        server.start();
        if (!server.isRunning()) { // Helidon logs why, and says nothing
            alarms.shutdownNow();
            throw new MuninnException("cannot listen on %s:%d; is another server running there? try another --port"
                    .formatted(options.host(), options.port()));
        }
    }

    /** What Helidon refuses before a route sees it. */
    private static DirectHandler.TransportResponse refuse(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            io.helidon.http.Status status,
            io.helidon.http.ServerResponseHeaders headers,
            String message) {
        int code = status.code();
        ApiError error = ApiError.of(
                code, "http_" + code, code < 500 ? "not an HTTP request this server reads" : "internal error");
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(io.helidon.http.HeaderNames.CONTENT_TYPE, "application/json")
                .keepAlive(false)
                .entity(Json.bytes(Json.error(error)))
                .build();
    }

    public int port() {
        return server.port();
    }

    /** Requests that are being answered. */
    public int inFlight() {
        return inFlight.get();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        Client client = new Client(connections.of(request), alarms, options.writeTimeout());
        Exchange exchange = new Exchange(request, response, client, options.mostBodyBytes());
        Optional<Route> route = routes.stream()
                .filter(r -> r.matches(exchange.path()))
                .filter(r -> r.method().equals(exchange.method().equals("HEAD") ? "GET" : exchange.method()))
                .findFirst();
        inFlight.incrementAndGet();
        boolean gone = false;
        try {
            answer(exchange, route);
        } catch (ClientGone | UncheckedIOException e) {
            gone = true;
        } finally {
            inFlight.decrementAndGet();
            int status = gone ? CLIENT_GONE : exchange.status();
            long nanos = System.nanoTime() - start;
            observer.answered(route.map(Route::path).orElse("-"), status, nanos);
            options.log().accept(line(exchange, status, nanos));
        }
        if (gone || exchange.closes()) {
            throw new CloseConnectionException("no more requests on this connection");
        }
    }

    private void answer(Exchange exchange, Optional<Route> route) {
        try {
            if (guard.isPreflight(exchange)) {
                guard.answerPreflight(exchange);
                return;
            }
            guard.admit(exchange, route.map(Route::open).orElse(true));
            if (draining) {
                exchange.closeAfterwards();
                throw ApiError.unavailable("shutting_down", "the server is shutting down");
            }
            route.orElseThrow(() -> noRoute(exchange)).handler().handle(exchange);
        } catch (ApiError e) {
            fail(exchange, e);
        } catch (Overloaded e) {
            fail(exchange, ApiError.overloaded(e.retryAfterSeconds()));
        } catch (MuninnException e) {
            fail(exchange, ApiError.invalid(String.valueOf(e.getMessage())));
        } catch (ClientGone | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            options.log()
                    .accept("internal error: " + e + " at "
                            + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?"));
            fail(exchange, ApiError.internal());
        }
    }

    private static void fail(Exchange exchange, ApiError error) {
        if (exchange.answered()) {
            throw new ClientGone(); // cut the connection: what was sent must not look complete
        }
        exchange.send(error);
    }

    private ApiError noRoute(Exchange exchange) {
        List<String> methods = routes.stream()
                .filter(r -> r.matches(exchange.path()))
                .map(Route::method)
                .toList();
        if (methods.isEmpty()) {
            return ApiError.of(404, "not_found", "there is nothing at this path; /openapi.json lists what there is");
        }
        exchange.header("Allow", String.join(", ", methods));
        return ApiError.of(405, "method_not_allowed", "this path is for " + String.join(", ", methods));
    }

    private String line(Exchange exchange, int status, long nanos) {
        String line = String.format(
                Locale.ROOT,
                "%s %s %s %d %d bytes %.3f s",
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                exchange.remoteHost(),
                StringNode.valueOf(exchange.method() + " " + exchange.path()),
                status,
                Math.max(0, exchange.bytesWritten()),
                nanos / 1e9);
        return options.logBodies() ? line + " " + StringNode.valueOf(exchange.bodyText()) : line;
    }

    /** Refuses what is new and waits for what runs, at most for {@code patience}. Returns whether all of it was answered. */
    public boolean drain(Duration patience) {
        draining = true;
        long deadline = System.nanoTime() + patience.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < deadline) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return inFlight.get() == 0;
    }

    @Override
    public void close() {
        draining = true;
        server.stop();
        alarms.shutdownNow();
    }
}
