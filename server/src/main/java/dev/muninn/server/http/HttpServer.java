package dev.muninn.server.http;

import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.HeavyWork;
import dev.muninn.server.schedule.Overloaded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.ObjectNode;

/**
 * Listens, and gives every request to its route: those that are answered at once to the threads that read connections, all others to a virtual
 * thread each.
 */
public final class HttpServer implements AutoCloseable {
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
    private final HeavyWork heavy;
    private final UnaryOperator<String> discreet;
    private final Guard guard;
    private final BodyBudget bodies;
    private final Listener listener;
    private final ExecutorService handlers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("request-", 0).factory());
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;

    /**
     * Starts listening.
     *
     * @param heavy where long bodies are read
     * @param discreet takes what clients need not know, such as paths, out of an error's text
     */
    public HttpServer(
            HttpOptions options,
            List<Route> routes,
            Observer observer,
            HeavyWork heavy,
            UnaryOperator<String> discreet) {
        this.options = options;
        this.routes = List.copyOf(routes);
        this.observer = observer;
        this.heavy = heavy;
        this.discreet = discreet;
        this.guard = new Guard(options);
        this.bodies = new BodyBudget(options.bodies().together());
        this.listener = new Listener(options, this::handle);
    }

    public int port() {
        return listener.port();
    }

    /** Requests that are being answered. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Connections that are open. */
    public int connections() {
        return listener.connections().count();
    }

    /** Connections that were closed because too many were open. */
    public long connectionsClosedForOthers() {
        return listener.connections().closedForOthers();
    }

    /** Connections that were closed because a request's headers did not come in time. */
    public long connectionsClosedAsSlow() {
        return listener.connections().closedAsSlow();
    }

    /** Memory that requests take which are being read or answered. */
    public long bodyBytes() {
        return bodies.taken();
    }

    private void handle(Request request, Response response, Callback done) {
        PeekingEndPoint connection = Listener.connection(request);
        connection.answering(options.timeouts().transfer());
        BodyBudget.Share memory = bodies.share();
        Client client = new Client(connection);
        Optional<Route> route = route(request);
        Exchange exchange = new Exchange(
                request,
                response,
                done,
                client,
                options.bodies().most(),
                memory,
                this::parse,
                route.map(Route::errors).orElse(Json::error));
        inFlight.incrementAndGet();
        long start = System.nanoTime();
        request.addIdleTimeoutListener(silence -> false); // it is the client's turn to wait
        Request.addCompletionListener(request, failure -> {
            memory.close();
            connection.answered(options.timeouts().idle());
            tell(exchange, route, failure == null ? response.getStatus() : CLIENT_GONE, start, response);
            inFlight.decrementAndGet();
        });
        if (route.isEmpty() || route.get().prompt()) {
            answer(exchange, route);
            return;
        }
        try {
            handlers.execute(() -> answer(exchange, route));
        } catch (RejectedExecutionException e) {
            fail(exchange, ApiError.unavailable("shutting_down", "the server is shutting down"));
        }
    }

    private Optional<Route> route(Request request) {
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        String path = Exchange.path(request);
        return routes.stream()
                .filter(route -> route.matches(path) && route.method().equals(method))
                .findFirst();
    }

    /** Long bodies are read where they hold up nobody. */
    private ObjectNode parse(byte[] body) {
        return heavy.run(body.length, () -> Json.parse(body));
    }

    private void answer(Exchange exchange, Optional<Route> route) {
        try {
            try {
                admitted(exchange, route);
            } catch (ApiError e) {
                fail(exchange, e);
            } catch (Overloaded e) {
                fail(exchange, ApiError.overloaded(e.retryAfterSeconds()));
            } catch (MuninnException e) {
                fail(exchange, ApiError.invalid(String.valueOf(e.getMessage())));
            }
        } catch (ClientGone e) {
            exchange.abort();
        } catch (RuntimeException | Error e) {
            options.log().problem("internal error in request " + exchange.id() + ": " + Faults.text(e));
            internal(exchange);
        }
    }

    private static void internal(Exchange exchange) {
        if (exchange.answered()) {
            exchange.abort();
        } else {
            exchange.send(ApiError.internal());
        }
    }

    private void admitted(Exchange exchange, Optional<Route> route) {
        if (guard.isPreflight(exchange)) {
            guard.answerPreflight(exchange);
            return;
        }
        guard.admit(exchange, route.map(Route::open).orElse(true));
        if (draining && !route.map(Route::prompt).orElse(false)) {
            exchange.closeAfterwards();
            throw ApiError.unavailable("shutting_down", "the server is shutting down");
        }
        route.orElseThrow(() -> noRoute(exchange)).handler().handle(exchange);
    }

    private void fail(Exchange exchange, ApiError error) {
        if (exchange.answered()) {
            throw new ClientGone(); // cut the connection: what was sent must not look complete
        }
        exchange.send(error.withText(discreet.apply(error.text())));
    }

    private ApiError noRoute(Exchange exchange) {
        List<String> methods = routes.stream()
                .filter(r -> r.matches(exchange.path()))
                .map(Route::method)
                .distinct()
                .toList();
        if (methods.isEmpty()) {
            return ApiError.of(404, "not_found", "there is nothing at this path; /openapi.json lists what there is");
        }
        exchange.header("Allow", String.join(", ", methods));
        return ApiError.of(405, "method_not_allowed", "this path is for " + String.join(", ", methods));
    }

    private void tell(Exchange exchange, Optional<Route> route, int status, long start, Response response) {
        long nanos = System.nanoTime() - start;
        observer.answered(route.map(Route::path).orElse("-"), status, nanos);
        options.log()
                .answered(new Answered(
                        Instant.now(),
                        exchange.id(),
                        exchange.remoteHost(),
                        exchange.method(),
                        exchange.path(),
                        status,
                        Response.getContentBytesWritten(response),
                        nanos,
                        exchange.key(),
                        exchange.client().tally().totals(),
                        exchange.bodyText()));
    }

    /** Whether new requests are refused. */
    public boolean draining() {
        return draining;
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
        listener.close();
        handlers.shutdownNow();
        try { // they may use a model that is about to go
            var _ = handlers.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
