package dev.muninn.server.schedule;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.generate.Census;
import dev.muninn.generate.ForwardPass;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Generator;
import dev.muninn.generate.LiveBatch;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveJob;
import dev.muninn.generate.Request;
import dev.muninn.generate.Scoring;
import dev.muninn.generate.TokenListener;
import dev.muninn.model.StateInit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Continuous depth batching: one thread that ticks a {@link LiveBatch}. Whoever submits or cancels leaves word in a queue, which the thread
 * reads before every core step. First come first admitted, as memory and {@link Limits#running} allow.
 */
public final class DepthScheduler implements Scheduler {
    private static final long MOST_RETRY_SECONDS = 60;
    /** How long to rest where somebody outside holds the memory that the next request needs. */
    private static final long REST_MILLIS = 10;

    private final Generator generator;
    private final LiveBatch batch;
    private final int most;
    private final LinkedBlockingQueue<Runnable> words = new LinkedBlockingQueue<>();
    private final Thread thread;
    /** Accepted and not ended. */
    private final AtomicInteger open = new AtomicInteger();

    private volatile Census census;
    /** How long an answer takes once it has begun, a running mean. Written by the thread that ticks. */
    private volatile long meanNanos;

    private boolean closed;

    /**
     * @param limits of what runs at a time
     * @param waiting requests that may wait beside those that run
     */
    public DepthScheduler(Generator generator, Limits limits, int waiting) {
        require(waiting >= 1, "at least 1 request must be allowed to wait, found %d", waiting);
        this.generator = generator;
        this.batch = generator.open(limits);
        this.most = (int) Math.min(Integer.MAX_VALUE, (long) limits.running() + waiting);
        this.census = batch.census();
        // A platform thread: it computes, and would hold up the virtual threads that carry connections.
        this.thread = Thread.ofPlatform().daemon().name("depth-scheduler").unstarted(this::run);
        thread.start();
    }

    private void run() {
        boolean stepped = false;
        while (!isClosed()) {
            hear(stepped);
            stepped = batch.tick();
            census = batch.census();
        }
        words.forEach(Runnable::run); // what was accepted must have an outcome
        batch.close();
        census = batch.census();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Reads what others left; waits for the first word if there is nothing to step. */
    private void hear(boolean busy) {
        Runnable word = busy ? words.poll() : await();
        while (word != null) {
            word.run();
            word = words.poll();
        }
    }

    private @Nullable Runnable await() {
        try {
            return batch.isEmpty() ? words.take() : words.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null; // nobody interrupts this thread
        }
    }

    /** A job from its acceptance on; the batch knows it a little later. */
    private final class Accepted<T> {
        private final Function<LiveBatch, LiveJob<T>> adding;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private @Nullable LiveJob<T> job;

        Accepted(Function<LiveBatch, LiveJob<T>> adding) {
            this.adding = adding;
        }

        void add() {
            try {
                LiveJob<T> added = adding.apply(batch);
                job = added;
                var _ = added.outcome().whenComplete(this::end);
            } catch (RuntimeException | Error e) { // the thread must live on
                end(null, e);
            }
        }

        private void end(@Nullable T result, @Nullable Throwable failure) {
            open.decrementAndGet();
            if (result instanceof Generated generated) {
                long nanos = generated.prefillNanos() + generated.decodeNanos();
                meanNanos = meanNanos == 0 ? nanos : (7 * meanNanos + nanos) / 8;
            }
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(failure);
            }
        }

        void cancel() {
            leave(() -> {
                if (job != null) {
                    batch.cancel(job);
                }
            });
        }
    }

    @Override
    public Running submit(Request request, TokenListener listener) {
        generator.check(request);
        Accepted<Generated> accepted = accept(batch -> batch.add(request, listener));
        return new Running() {
            @Override
            public void cancel() {
                accepted.cancel();
            }

            @Override
            public CompletableFuture<Generated> outcome() {
                return accepted.outcome;
            }
        };
    }

    @Override
    public CompletableFuture<Void> forward(
            int[] tokens, int recurrences, StateInit init, long seed, ForwardPass.Visitor visitor) {
        Scoring scoring = new Scoring(tokens, recurrences, init, seed, visitor);
        generator.check(scoring);
        Accepted<Integer> accepted = accept(batch -> batch.add(scoring));
        CompletableFuture<Void> done = accepted.outcome.thenAccept(positions -> {});
        var _ = done.whenComplete((nothing, failure) -> {
            if (failure instanceof CancellationException) {
                accepted.cancel();
            }
        });
        return done;
    }

    private synchronized <T> Accepted<T> accept(Function<LiveBatch, LiveJob<T>> adding) {
        if (closed || open.get() >= most) {
            throw new Overloaded(retryAfterSeconds());
        }
        open.incrementAndGet();
        Accepted<T> accepted = new Accepted<>(adding);
        words.add(accepted::add);
        return accepted;
    }

    private synchronized void leave(Runnable word) {
        if (!closed) {
            words.add(word);
        }
    }

    private int retryAfterSeconds() {
        Snapshot now = snapshot();
        long seconds = (now.waiting() + 1L) * meanNanos / Math.max(1, now.running()) / 1_000_000_000;
        return (int) Math.clamp(seconds, 1, MOST_RETRY_SECONDS);
    }

    @Override
    public Snapshot snapshot() {
        Census now = census;
        return new Snapshot(
                now.running(),
                Math.max(0, open.get() - now.running()),
                now.rowsByDepth(),
                now.runningBytes(),
                generator.kvLimitBytes(),
                now.coreSteps(),
                now.rowSteps(),
                now.tokens());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            words.add(() -> {}); // wakes the thread
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
