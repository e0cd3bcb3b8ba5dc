package dev.muninn.server.schedule;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.Engine;
import dev.muninn.generate.ForwardPass;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenListener;
import dev.muninn.model.StateInit;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Every request runs by itself, some at a time, the others wait in the order they came. */
public final class EngineScheduler implements Scheduler {
    private static final long MOST_RETRY_SECONDS = 60;

    private final Engine engine;
    private final ThreadPoolExecutor workers;
    private final Set<Job<?>> jobs = ConcurrentHashMap.newKeySet();
    /** How long a job takes, a running mean. */
    private final AtomicLong meanNanos = new AtomicLong();

    private final LongAdder rowSteps = new LongAdder();
    private final LongAdder tokens = new LongAdder();

    /**
     * @param atOnce requests that compute at a time
     * @param waiting requests that may wait
     */
    public EngineScheduler(Engine engine, int atOnce, int waiting) {
        require(atOnce >= 1, "at least 1 request must run at a time, found %d", atOnce);
        require(waiting >= 1, "at least 1 request must be allowed to wait, found %d", waiting);
        this.engine = engine;
        // Platform threads: they compute, and would hold up the virtual threads that carry connections.
        this.workers = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name("engine-", 0).factory());
    }

    private interface Work<T> {
        T run(Job<T> job);
    }

    private final class Job<T> implements Runnable {
        private final Work<T> work;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private volatile boolean cancelled;

        private Job(Work<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            long start = System.nanoTime();
            try {
                if (cancelled) {
                    throw new CancellationException("cancelled before it began");
                }
                T result = work.run(this);
                outcome.complete(result);
            } catch (Throwable e) { // whatever it is, somebody waits for it
                outcome.completeExceptionally(e);
            } finally {
                jobs.remove(this);
                long nanos = System.nanoTime() - start;
                meanNanos.updateAndGet(mean -> mean == 0 ? nanos : (7 * mean + nanos) / 8);
            }
        }

        private void cancel() {
            cancelled = true;
            if (workers.remove(this)) {
                jobs.remove(this);
                outcome.completeExceptionally(new CancellationException("cancelled while it waited"));
            }
        }
    }

    @Override
    public Running submit(Request request, TokenListener listener) {
        engine.check(request);
        Job<Generated> job = start(new Job<>(self -> engine.generate(request, event -> {
            tokens.increment();
            rowSteps.add(event.recurrences());
            return listener.onToken(event) && !self.cancelled;
        })));
        return new Running() {
            @Override
            public void cancel() {
                job.cancel();
            }

            @Override
            public CompletableFuture<Generated> outcome() {
                return job.outcome;
            }
        };
    }

    @Override
    public CompletableFuture<Void> forward(
            int[] tokens, int recurrences, StateInit init, long seed, ForwardPass.Visitor visitor) {
        Job<Boolean> job = start(new Job<>(self -> {
            engine.forward(tokens, recurrences, init, seed, visitor);
            return true;
        }));
        return job.outcome.thenAccept(finished -> {});
    }

    private <T> Job<T> start(Job<T> job) {
        jobs.add(job);
        try {
            workers.execute(job);
        } catch (RejectedExecutionException e) {
            jobs.remove(job);
            throw new Overloaded(retryAfterSeconds());
        }
        return job;
    }

    private int retryAfterSeconds() {
        long ahead = workers.getQueue().size() + 1L;
        long seconds = ahead * meanNanos.get() / workers.getMaximumPoolSize() / 1_000_000_000;
        return (int) Math.clamp(seconds, 1, MOST_RETRY_SECONDS);
    }

    @Override
    public Load load() {
        return new Load(workers.getActiveCount(), workers.getQueue().size());
    }

    /** Rows are the engine's affair: steps are those of tokens that have come, each in a core step of its own. */
    @Override
    public Snapshot snapshot() {
        Load load = load();
        long steps = rowSteps.sum();
        return new Snapshot(
                load.running(), load.waiting(), new int[0], engine.kvBytes(), 0, steps, steps, tokens.sum());
    }

    @Override
    public void close() {
        workers.shutdown();
        jobs.forEach(Job::cancel);
        workers.close();
    }
}
