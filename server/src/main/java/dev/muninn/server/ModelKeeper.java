package dev.muninn.server;

import dev.muninn.Engine;
import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.server.api.Served;
import dev.muninn.server.api.TextLimit;
import dev.muninn.server.schedule.DepthScheduler;
import dev.muninn.server.schedule.HeavyWork;
import dev.muninn.server.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;

/** Brings models into memory, warm if that is wanted, and out of it. */
final class ModelKeeper implements Shelf.Keeper {
    private final ServerOptions options;
    private final ServerMetrics metrics;
    private final HeavyWork heavy;
    private volatile Duration lastWarmUp = Duration.ZERO;

    ModelKeeper(ServerOptions options, ServerMetrics metrics, HeavyWork heavy) {
        this.options = options;
        this.metrics = metrics;
        this.heavy = heavy;
    }

    /** How long the model that was loaded last has thought to be warm. */
    Duration lastWarmUp() {
        return lastWarmUp;
    }

    @Override
    public Loaded load(ModelSource source) {
        Engine engine = source.loader().get();
        try {
            return Loaded.of(serve(source, engine));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private Served serve(ModelSource source, Engine engine) {
        if (!engine.hasTokenizer()) {
            throw new MuninnException(engine.directory()
                    + " has no tokenizer.json, and clients send text; copy the model's tokenizer.json there");
        }
        Architecture config = engine.model().config();
        TextLimit limit = TextLimit.of(engine.tokenizer(), config.context());
        Scheduler scheduler = new DepthScheduler(
                engine.generator(), options.limits(engine.generator().kvLimitBytes()), options.waiting());
        metrics.watch(source.name(), engine, scheduler);
        Served served = new Served(
                engine,
                scheduler,
                heavy,
                limit,
                source.name(),
                source.aliases(),
                Instant.now().getEpochSecond(),
                config.loop().depth().atMost(options.mostRecurrences().orElse(8 * config.meanRecurrence())),
                metrics);
        if (options.warmUp()) {
            long begun = System.nanoTime();
            WarmUp.think(served);
            lastWarmUp = Duration.ofNanos(System.nanoTime() - begun);
        }
        return served;
    }

    @Override
    public void unload(Loaded model) {
        metrics.forget(model.served().name());
        model.close();
    }

    @Override
    public void failed(ModelSource source, Throwable reason) {
        options.http()
                .log()
                .problem("model '%s' could not be loaded: %s".formatted(source.name(), reason.getMessage()));
    }
}
