package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.server.api.ChatCompletions;
import dev.muninn.server.api.Completions;
import dev.muninn.server.api.EmbeddingsApi;
import dev.muninn.server.api.LiveApi;
import dev.muninn.server.api.Models;
import dev.muninn.server.api.Responses;
import dev.muninn.server.api.Served;
import dev.muninn.server.api.TokenizerApi;
import dev.muninn.server.api.Version;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.http.HttpServer;
import dev.muninn.server.http.Route;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.DepthScheduler;
import dev.muninn.server.schedule.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A model behind the OpenAI API. It listens at once and loads meanwhile: until the model is there, {@code /health} and everything that needs
 * the model answer 503.
 *
 * <pre>{@code
 * try (MuninnServer server = MuninnServer.start(ServerOptions.of(HttpOptions.local(8080)), () -> Engine.load(directory, options))) {
 *     server.awaitLoaded();
 *     ...
 * }
 * }</pre>
 */
public final class MuninnServer implements AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ServerOptions options;
    private final ServerMetrics metrics = new ServerMetrics();
    private final CompletableFuture<Loaded> loaded;
    private final HttpServer http;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The model, and everything that answers with it. */
    private record Loaded(
            Served served,
            ChatCompletions chat,
            Completions completions,
            Responses responses,
            EmbeddingsApi embeddings,
            TokenizerApi tokenizer,
            Models models,
            LiveApi live) {
        static Loaded of(Served served) {
            return new Loaded(
                    served,
                    new ChatCompletions(served),
                    new Completions(served),
                    new Responses(served),
                    new EmbeddingsApi(served),
                    new TokenizerApi(served),
                    new Models(served),
                    new LiveApi(served));
        }
    }

    private MuninnServer(ServerOptions options, Supplier<Engine> loader) {
        this.options = options;
        this.loaded = new CompletableFuture<>();
        this.http = new HttpServer(options.http(), withPage(routes()), metrics);
        Thread.ofPlatform().daemon().name("model-loader").start(() -> load(loader));
    }

    /** Listens, then loads. */
    public static MuninnServer start(ServerOptions options, Supplier<Engine> loader) {
        return new MuninnServer(options, loader);
    }

    private void load(Supplier<Engine> loader) {
        try {
            Engine engine = loader.get();
            try {
                loaded.complete(Loaded.of(serve(engine)));
            } catch (RuntimeException e) {
                engine.close();
                throw e;
            }
        } catch (Throwable e) { // whatever it is, whoever waits must know
            loaded.completeExceptionally(e);
        }
    }

    private Served serve(Engine engine) {
        if (!engine.hasTokenizer()) {
            throw new MuninnException(engine.directory()
                    + " has no tokenizer.json, and clients send text; copy the model's tokenizer.json there");
        }
        engine.tokenizer();
        Scheduler scheduler = new DepthScheduler(
                engine.generator(), options.limits(engine.generator().kvLimitBytes()), options.waiting());
        metrics.watch(engine, scheduler);
        String name = options.modelName()
                .orElseGet(() -> Objects.toString(
                        engine.directory().toAbsolutePath().normalize().getFileName(), "model"));
        int most = options.mostRecurrences().orElse(8 * engine.model().config().meanRecurrence());
        return new Served(engine, scheduler, name, Instant.now().getEpochSecond(), most, metrics);
    }

    private static List<Route> withPage(List<Route> routes) {
        List<Route> all = new ArrayList<>(routes);
        all.addAll(Page.routes());
        return all;
    }

    /** Everything that is answered, but for the page and its files. */
    List<Route> routes() {
        return List.of(
                Route.get("/health", this::health).withoutKey(),
                Route.get("/version", MuninnServer::version),
                Route.get("/openapi.json", exchange -> exchange.send(200, "application/json", OpenApi.document())),
                Route.get("/metrics", exchange -> exchange.send(200, PROMETHEUS, utf8(metrics.text()))),
                Route.get("/live", model(Loaded::live, LiveApi::now)),
                Route.get("/v1/models", model(Loaded::models, Models::list)),
                Route.get("/v1/models/*", model(Loaded::models, Models::one)),
                Route.post("/tokenize", model(Loaded::tokenizer, TokenizerApi::tokenize)),
                Route.post("/detokenize", model(Loaded::tokenizer, TokenizerApi::detokenize)),
                Route.get("/tokenizer_info", model(Loaded::tokenizer, TokenizerApi::info)),
                Route.post("/v1/chat/completions", model(Loaded::chat, ChatCompletions::handle)),
                Route.post("/v1/completions", model(Loaded::completions, Completions::handle)),
                Route.post("/v1/responses", model(Loaded::responses, Responses::handle)),
                Route.post("/v1/embeddings", model(Loaded::embeddings, EmbeddingsApi::handle)));
    }

    /** An answer for which the model must be there. */
    private <T> Route.Handler model(Function<Loaded, T> part, BiConsumer<T, Exchange> handler) {
        return exchange -> handler.accept(part.apply(ready()), exchange);
    }

    private Loaded ready() {
        if (loaded.isCompletedExceptionally()) {
            throw ApiError.unavailable("model_failed", "the model could not be loaded; the server's log says why");
        }
        if (!loaded.isDone()) {
            throw ApiError.unavailable("model_loading", "the model is being loaded");
        }
        return loaded.join();
    }

    private void health(Exchange exchange) {
        ready();
        exchange.send(Json.object().put("status", "ok"));
    }

    private static void version(Exchange exchange) {
        exchange.send(Json.object().put("version", Version.VERSION));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public int port() {
        return http.port();
    }

    /** Waits until the model is there; throws what loading it threw. */
    public Engine awaitLoaded() {
        try {
            return loaded.join().served().engine();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What clients call the model. */
    public String modelName() {
        awaitLoaded();
        return loaded.join().served().name();
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
        var _ = loaded.thenAccept(ready -> {
            ready.served().scheduler().close();
            http.close();
            ready.served().engine().close();
        });
        http.close();
        metrics.close();
    }
}
