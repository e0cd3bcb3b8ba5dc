package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.generate.Generated;
import dev.muninn.generate.TokenEvent;
import dev.muninn.server.api.AnswerMetrics;
import dev.muninn.server.http.HttpServer;
import dev.muninn.server.schedule.HeavyWork;
import dev.muninn.server.schedule.Scheduler;
import dev.muninn.server.schedule.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Numbers for Prometheus: of answers, of connections, of the process. */
final class ServerMetrics implements AnswerMetrics, HttpServer.Observer, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Counter promptTokens = counter("muninn.prompt.tokens", "Tokens of accepted prompts");
    private final Counter reusedTokens = counter(
            "muninn.prompt.tokens.reused", "Tokens of prompts whose keys and values were there, from a former prompt");
    private final Counter prefixHits =
            counter("muninn.prefix.hits", "Answers whose prompt began like a former one that was kept");
    private final Counter answers = counter("muninn.answers", "Answers that were completed");
    private final Counter tokens = counter("muninn.generated.tokens", "Tokens generated");
    private final Counter exits = counter("muninn.exits", "Tokens whose thinking ended early, by their exit criterion");
    private final Counter passes = counter("muninn.core.passes", "Passes through the core that answers took");
    private final DistributionSummary recurrences = DistributionSummary.builder("muninn.token.recurrences")
            .description("Recurrences spent on a token")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry);
    private final Timer firstToken = timer(
            "muninn.first.token",
            "From a request's acceptance to its first token",
            10,
            50,
            100,
            500,
            1000,
            5000,
            30_000);
    private final Timer queueWait = timer(
            "muninn.queue.wait",
            "From a request's acceptance to its beginning",
            1,
            5,
            20,
            100,
            500,
            2000,
            10_000,
            60_000);
    private final Timer perToken = timer(
            "muninn.output.token",
            "Time of an output token, the mean of an answer's",
            1,
            2,
            5,
            10,
            20,
            50,
            100,
            250,
            1000);

    ServerMetrics(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("process.resident.memory", ResidentMemory::bytes)
                .description("Memory of the process that is in RAM")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("muninn.build.info", () -> 1)
                .description("Which Muninn this is, on which Java")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    private Timer timer(String name, String help, long... millis) {
        Duration[] buckets = Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    /** Looks at a model's engine and scheduler whenever somebody asks. */
    void watch(String model, Engine engine, Scheduler scheduler) {
        gauge(
                "muninn.requests.running",
                "Requests whose rows take part in core steps",
                model,
                scheduler,
                Snapshot::running);
        gauge(
                "muninn.requests.waiting",
                "Requests that were accepted and have not begun",
                model,
                scheduler,
                Snapshot::waiting);
        gauge("muninn.kv.bytes", "Keys and values of what runs", model, scheduler, Snapshot::kvUsedBytes);
        gauge(
                "muninn.kv.limit.bytes",
                "Memory that keys and values may take",
                model,
                scheduler,
                Snapshot::kvLimitBytes);
        counter(
                "muninn.core.steps",
                "Core steps, whatever the number of their rows",
                model,
                scheduler,
                Snapshot::coreSteps);
        counter("muninn.row.steps", "Rows of core steps", model, scheduler, Snapshot::rowSteps);
        Gauge.builder("muninn.weight.bytes", engine, Engine::weightBytes)
                .description("Weights in memory")
                .tag("model", model)
                .register(registry);
    }

    /** The model has left memory. */
    void forget(String model) {
        registry.getMeters().stream()
                .filter(meter -> model.equals(meter.getId().getTag("model")))
                .toList()
                .forEach(registry::remove);
    }

    private void gauge(String name, String help, String model, Scheduler scheduler, ToDoubleFunction<Snapshot> value) {
        Gauge.builder(name, scheduler, s -> value.applyAsDouble(s.snapshot()))
                .description(help)
                .tag("model", model)
                .register(registry);
    }

    private void counter(
            String name, String help, String model, Scheduler scheduler, ToDoubleFunction<Snapshot> value) {
        FunctionCounter.builder(name, scheduler, s -> value.applyAsDouble(s.snapshot()))
                .description(help)
                .tag("model", model)
                .register(registry);
    }

    /** Looks at the connections whenever somebody asks. */
    void watch(HttpServer http, HeavyWork heavy) {
        gauge("muninn.http.connections", "Open connections", http::connections);
        gauge("muninn.http.requests.active", "Requests that are being answered", http::inFlight);
        gauge("muninn.http.body.bytes", "Memory of requests that are being read or answered", http::bodyBytes);
        gauge("muninn.heavy.waiting", "Long texts that wait to be read or tokenized", heavy::waiting);
        FunctionCounter.builder("muninn.http.connections.evicted", http, HttpServer::connectionsClosedForOthers)
                .description("Connections closed because too many were open")
                .register(registry);
        FunctionCounter.builder("muninn.http.connections.slow", http, HttpServer::connectionsClosedAsSlow)
                .description("Connections closed because a request's headers did not come in time")
                .register(registry);
    }

    private void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    String text() {
        return registry.scrape();
    }

    @Override
    public void answered(String route, int status, long nanos) {
        Timer.builder("muninn.http.requests")
                .description("Answers to requests")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void prompt(int count) {
        promptTokens.increment(count);
    }

    @Override
    public void firstToken(long nanos) {
        firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void token(TokenEvent event) {
        tokens.increment();
        recurrences.record(event.recurrences());
        if (event.exited()) {
            exits.increment();
        }
    }

    @Override
    public void answered(Generated result, long waitNanos) {
        answers.increment();
        passes.increment((double) result.corePasses());
        queueWait.record(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        if (result.tokens().size() > 1) {
            perToken.record(result.decodeNanos() / (result.tokens().size() - 1), TimeUnit.NANOSECONDS);
        }
        if (result.reusedTokens() > 0) {
            prefixHits.increment();
            reusedTokens.increment(result.reusedTokens());
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
