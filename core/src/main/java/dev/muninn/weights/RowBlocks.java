package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Works on a matrix in blocks of rows, several at once; memory is bounded by a block a thread. */
final class RowBlocks implements AutoCloseable {
    private static final long BLOCK_ELEMENTS = 1 << 20;

    /** Work on the rows from {@code first} on. */
    interface Work<T> {
        T run(int first, int rows);
    }

    private final ExecutorService threads;

    RowBlocks(int threads) {
        this.threads = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("checkpoint-", 0).factory());
    }

    /** Runs {@code work} on every block; the results are in the order of the rows. */
    <T> List<T> run(int rows, int cols, Work<T> work) {
        int step = (int) Math.max(1, BLOCK_ELEMENTS / cols);
        List<Callable<T>> tasks = new ArrayList<>();
        for (int first = 0; first < rows; first += step) {
            int from = first;
            tasks.add(() -> work.run(from, Math.min(step, rows - from)));
        }
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuninnException("interrupted; nothing was written", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            // no block may still be written when the caller deletes what was written
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
