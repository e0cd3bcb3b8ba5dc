package dev.muninn.server.schedule;

import static dev.muninn.error.MuninnException.require;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Work that computes for long: reading and tokenizing long texts. It has a few threads of its own, so that however much of it there is,
 * the threads of connections are free, and most of the processor is left to what generates. Safe for several threads.
 */
public final class HeavyWork implements AutoCloseable {
    /** Less than so many bytes are dealt with at once, by whoever asks: a few milliseconds at most. */
    private static final int LIGHT = 16 << 10;

    private static final int RETRY_SECONDS = 5;
    private static final int LONGEST_SECONDS = 30;

    /** About what a byte takes to be tokenized: work of so many bytes more gives way to work that came so much later. */
    private static final long NANOS_A_BYTE = 1000;

    private final ThreadPoolExecutor threads;
    private final int mostWaiting;
    /** Accepted, and not begun. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** A piece of work; first comes what would have been ended first if all had begun when they came. */
    private final class Piece<T> extends FutureTask<T> implements Comparable<Piece<?>> {
        private final long end;

        Piece(long bytes, Supplier<T> work) {
            super(() -> {
                waiting.decrementAndGet();
                return work.get();
            });
            this.end = System.nanoTime() + NANOS_A_BYTE * bytes;
        }

        @Override
        public int compareTo(Piece<?> other) {
            return Long.compare(end - other.end, 0);
        }
    }

    /** @param mostWaiting pieces of work that may wait; the next is refused */
    public HeavyWork(int threads, int mostWaiting) {
        require(threads >= 1, "heavy work has at least 1 thread, found %d", threads);
        this.mostWaiting = mostWaiting;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("heavy-work-", 0).factory());
        this.threads.prestartAllCoreThreads(); // so that all work goes through the queue, which tells it apart
    }

    /** A quarter of the processors. */
    public static HeavyWork ofMachine(int waiting) {
        return new HeavyWork(Math.max(1, Runtime.getRuntime().availableProcessors() / 4), waiting);
    }

    /**
     * Does {@code work} on {@code bytes} of text, at once if they are few; throws what it throws.
     *
     * @throws Overloaded if too much waits already
     */
    public <T> T run(long bytes, Supplier<T> work) {
        if (bytes < LIGHT) {
            return work.get();
        }
        if (waiting.incrementAndGet() > mostWaiting + threads.getCorePoolSize() - threads.getActiveCount()) {
            waiting.decrementAndGet();
            throw new Overloaded(RETRY_SECONDS);
        }
        Piece<T> piece = new Piece<>(bytes, work);
        try {
            threads.execute(piece);
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            throw new Overloaded(RETRY_SECONDS); // the server ends
        }
        return result(piece);
    }

    private static <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw new Overloaded(RETRY_SECONDS); // the server ends
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException cause -> cause;
                case Error cause -> throw cause;
                case null, default -> new IllegalStateException(e);
            };
        }
    }

    /** Pieces of work that wait. */
    public int waiting() {
        return waiting.get();
    }

    /** Forgets what waits, and waits for what runs: it may use a model that is about to go. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            var _ = threads.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
