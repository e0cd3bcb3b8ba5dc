package dev.muninn.train.optimizer;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share out numbered pieces of work. What a piece computes must not depend on who computes it. */
public final class Workers implements AutoCloseable {
    /** A piece of work. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one piece.
         *
         * @param worker from 0 to {@link #count()} - 1, the same for no two pieces at a time: whose scratch to use
         */
        void run(int worker, int piece);
    }

    private final int count;
    private final ExecutorService others;

    /** {@code count} threads, the caller's included. */
    public Workers(int count) {
        this.count = count;
        this.others = Executors.newFixedThreadPool(
                Math.max(1, count - 1),
                Thread.ofPlatform().daemon().name("optimizer-", 1).factory());
    }

    public int count() {
        return count;
    }

    /** Runs pieces 0 to {@code pieces} - 1 and returns when all are done. */
    public void run(int pieces, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 1; worker < Math.min(count, pieces); worker++) {
            int number = worker;
            running.add(others.submit(() -> work(number, next, pieces, task)));
        }
        work(0, next, pieces, task);
        running.forEach(Workers::await);
    }

    private static void work(int worker, AtomicInteger next, int pieces, Task task) {
        for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
            task.run(worker, piece);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuninnException("interrupted while training; the last checkpoint is what is left", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        others.shutdown();
    }
}
