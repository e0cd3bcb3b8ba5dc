package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.server.api.ChatCompletions;
import dev.muninn.server.api.Completions;
import dev.muninn.server.api.EmbeddingsApi;
import dev.muninn.server.api.LiveApi;
import dev.muninn.server.api.Messages;
import dev.muninn.server.api.Models;
import dev.muninn.server.api.Responses;
import dev.muninn.server.api.TokenizerApi;
import dev.muninn.server.api.Version;
import dev.muninn.server.http.ApiKey;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.http.HttpServer;
import dev.muninn.server.http.Route;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.HeavyWork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Models behind the APIs of OpenAI and Anthropic. It listens at once and loads the first model meanwhile: until that is there and warm,
 * {@code /health} and everything that needs it answer 503.
 *
 * <pre>{@code
 * ModelSource model = ModelSource.of("huginn", () -> Engine.load(directory, options));
 * try (MuninnServer server = MuninnServer.start(ServerOptions.of(HttpOptions.local(8080)), List.of(model))) {
 *     server.awaitLoaded();
 *     ...
 * }
 * }</pre>
 */
public final class MuninnServer implements AutoCloseable {
    private static final int MOST_HEAVY_WAITING = 256;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String MODELS = "/v1/models/";

    private final ServerOptions options;
    private final ServerMetrics metrics = new ServerMetrics(Version.VERSION);
    private final HeavyWork heavy = HeavyWork.ofMachine(MOST_HEAVY_WAITING);
    private final ModelKeeper keeper;
    private final Shelf shelf;
    private final HttpServer http;
    /** The first model is there and warm. */
    private final CompletableFuture<Loaded> ready;
    /** The requests that warm the server up are called this, and have this key, which no log has. */
    private final String warmUpId = "warm-up-" + UUID.randomUUID();

    private final String warmUpKey = UUID.randomUUID().toString();

    private volatile Duration warmedFor = Duration.ZERO;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MuninnServer(ServerOptions options, List<ModelSource> models, int mostLoaded) {
        this.options = options;
        this.keeper = new ModelKeeper(options, metrics, heavy);
        this.shelf = new Shelf(models, mostLoaded, keeper);
        this.http = new HttpServer(withWarmUpKey(options.http()), withPage(routes()), metrics, heavy, shelf::discreet);
        metrics.watch(http, heavy);
        this.ready = shelf.loadFirst().thenApply(this::warmed);
    }

    /** Listens, then loads the first model; the others are loaded when they are asked for. */
    public static MuninnServer start(ServerOptions options, List<ModelSource> models) {
        return start(options, models, models.size());
    }

    /** As {@link #start(ServerOptions, List)}, with {@code mostLoaded} models in memory at a time. */
    public static MuninnServer start(ServerOptions options, List<ModelSource> models, int mostLoaded) {
        return new MuninnServer(options, models, mostLoaded);
    }

    /** With one model. */
    public static MuninnServer start(ServerOptions options, String name, Supplier<Engine> loader) {
        return start(options, List.of(ModelSource.of(name, loader)));
    }

    private HttpOptions withWarmUpKey(HttpOptions plain) {
        if (plain.keys().isEmpty() || !options.warmUp()) {
            return plain;
        }
        List<ApiKey> keys = new ArrayList<>(plain.keys());
        keys.add(new ApiKey("warm-up", warmUpKey));
        return plain.withKeys(keys);
    }

    private Loaded warmed(Loaded first) {
        if (options.warmUp()) {
            long begun = System.nanoTime();
            WarmUp.ask(options.http(), http.port(), warmUpId, warmUpKey);
            warmedFor = keeper.lastWarmUp().plusNanos(System.nanoTime() - begun);
        }
        return first;
    }

    private static List<Route> withPage(List<Route> routes) {
        List<Route> all = new ArrayList<>(routes);
        all.addAll(Page.routes());
        return all;
    }

    /** Everything that is answered, but for the page and its files. */
    List<Route> routes() {
        return List.of(
                Route.get("/health", this::health).withoutKey().atOnce(),
                Route.get("/readyz", this::health).withoutKey().atOnce(),
                Route.get("/livez", MuninnServer::alive).withoutKey().atOnce(),
                Route.get("/version", MuninnServer::version),
                Route.get("/openapi.json", this::document),
                Route.get("/metrics", exchange -> exchange.send(200, PROMETHEUS, utf8(metrics.text()))),
                Route.get("/live", first(Loaded::live, LiveApi::now)),
                Route.get("/v1/models", this::models),
                Route.get(MODELS + "*", this::model),
                Route.post("/tokenize", model(Loaded::tokenizer, TokenizerApi::tokenize)),
                Route.post("/detokenize", model(Loaded::tokenizer, TokenizerApi::detokenize)),
                Route.get("/tokenizer_info", first(Loaded::tokenizer, TokenizerApi::info)),
                Route.post("/v1/chat/completions", model(Loaded::chat, ChatCompletions::handle)),
                Route.post("/v1/completions", model(Loaded::completions, Completions::handle)),
                Route.post("/v1/responses", model(Loaded::responses, Responses::handle)),
                Route.post("/v1/messages", model(Loaded::messages, Messages::handle))
                        .errorsAs(Messages::error),
                Route.post("/v1/messages/count_tokens", model(Loaded::messages, Messages::count))
                        .errorsAs(Messages::error),
                Route.post("/v1/embeddings", model(Loaded::embeddings, EmbeddingsApi::handle)));
    }

    /** An answer of the first model's. */
    private <T> Route.Handler first(Function<Loaded, T> part, BiConsumer<T, Exchange> handler) {
        return exchange -> {
            requireReady(exchange);
            shelf.use(Optional.empty(), model -> handler.accept(part.apply(model), exchange));
        };
    }

    /** An answer of the model that the body names. */
    private <T> Route.Handler model(Function<Loaded, T> part, BiConsumer<T, Exchange> handler) {
        return exchange -> {
            requireReady(exchange);
            Optional<String> name = exchange.body().string("model");
            shelf.use(name, model -> handler.accept(part.apply(model), exchange));
        };
    }

    private void requireReady(Exchange exchange) {
        if (exchange.id().equals(warmUpId)) {
            return;
        }
        if (ready.isCompletedExceptionally()) {
            throw ApiError.unavailable("model_failed", "the model could not be loaded; the server's log says why");
        }
        if (!ready.isDone()) {
            throw shelf.first().isPresent()
                    ? ApiError.unavailable("warming", "the model is there and warms up")
                    : ApiError.unavailable("model_loading", "the model is being loaded");
        }
    }

    private void health(Exchange exchange) {
        if (http.draining()) {
            throw ApiError.unavailable("shutting_down", "the server is shutting down");
        }
        requireReady(exchange);
        exchange.send(Json.object().put("status", "ok"));
    }

    private static void alive(Exchange exchange) {
        exchange.send(Json.object().put("status", "ok"));
    }

    private static void version(Exchange exchange) {
        exchange.send(Json.object().put("version", Version.VERSION));
    }

    private void document(Exchange exchange) {
        exchange.send(
                200, "application/json", OpenApi.document(!options.http().keys().isEmpty()));
    }

    private void models(Exchange exchange) {
        requireReady(exchange);
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        shelf.entries().forEach(entry -> data.add(json(entry)));
        exchange.send(json);
    }

    private void model(Exchange exchange) {
        requireReady(exchange);
        exchange.send(json(shelf.entry(exchange.path().substring(MODELS.length()))));
    }

    private static ObjectNode json(Shelf.Entry entry) {
        ModelSource source = entry.source();
        return entry.loaded()
                .map(model -> Models.json(model.served()))
                .orElseGet(() -> Models.absent(source.name(), source.aliases()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public int port() {
        return http.port();
    }

    /** Waits until the first model is there and warm; throws what loading it threw. */
    public Engine awaitLoaded() {
        try {
            return ready.join().served().engine();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** How long warming up took; of no use before {@link #awaitLoaded}. */
    public Duration warmedFor() {
        return warmedFor;
    }

    /** Refuses new requests, waits for those that run as long as the options say, then ends. Returns whether all were answered. */
    public boolean drain() {
        boolean answered = http.drain(options.drain());
        close();
        return answered;
    }

    /** Ends at once; a model that is still being loaded is closed when it is there. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        shelf.first().ifPresent(model -> model.served().scheduler().close());
        http.close();
        heavy.close();
        shelf.close();
        metrics.close();
    }
}
