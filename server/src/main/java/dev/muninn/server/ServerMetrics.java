package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.generate.TokenEvent;
import dev.muninn.server.api.AnswerMetrics;
import dev.muninn.server.http.HttpServer;
import dev.muninn.server.schedule.Scheduler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Numbers for Prometheus. */
final class ServerMetrics implements AnswerMetrics, HttpServer.Observer, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter promptTokens = registry.counter("muninn.prompt.tokens");
    private final Counter tokens = registry.counter("muninn.generated.tokens");
    private final Counter exits = registry.counter("muninn.exits");
    private final Counter passes = registry.counter("muninn.core.passes");
    private final DistributionSummary recurrences = DistributionSummary.builder("muninn.token.recurrences")
            .description("recurrences spent on a token")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry);
    private final Timer firstToken = Timer.builder("muninn.first.token")
            .description("from a request's acceptance to its first token")
            .serviceLevelObjectives(
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30))
            .register(registry);

    /** Looks at the engine whenever somebody asks. */
    void watch(Engine engine, Scheduler scheduler) {
        registry.gauge("muninn.requests.running", scheduler, s -> s.snapshot().running());
        registry.gauge("muninn.requests.waiting", scheduler, s -> s.snapshot().waiting());
        registry.gauge("muninn.kv.bytes", scheduler, s -> s.snapshot().kvUsedBytes());
        registry.gauge("muninn.kv.limit.bytes", scheduler, s -> s.snapshot().kvLimitBytes());
        registry.more()
                .counter(
                        "muninn.core.steps",
                        Tags.empty(),
                        scheduler,
                        s -> s.snapshot().coreSteps());
        registry.more()
                .counter(
                        "muninn.row.steps",
                        Tags.empty(),
                        scheduler,
                        s -> s.snapshot().rowSteps());
        registry.gauge("muninn.weight.bytes", engine, Engine::weightBytes);
    }

    String text() {
        return registry.scrape();
    }

    @Override
    public void answered(String route, int status, long nanos) {
        Timer.builder("muninn.http.requests")
                .tag("route", route)
                .tag("status", Integer.toString(status))
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
    public void corePasses(long count) {
        passes.increment((double) count);
    }

    @Override
    public void close() {
        registry.close();
    }
}
