package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The same work on many inputs at once; all of it ends before the first failure is told. */
final class Together {
    private Together() {}

    /** A part of the work on one input. */
    @FunctionalInterface
    interface Step<A, B> {
        B of(A input) throws HubFailure;
    }

    /** Results in the inputs' order. */
    static <A, B> List<B> all(ExecutorService threads, Collection<A> inputs, Step<A, B> step) throws HubFailure {
        List<Future<B>> futures = inputs.stream()
                .map(input -> threads.submit((Callable<B>) () -> step.of(input)))
                .toList();
        List<B> results = new ArrayList<>();
        HubFailure failure = null;
        for (Future<B> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException unexpected) {
                    throw unexpected;
                }
                if (!(e.getCause() instanceof HubFailure found)) {
                    throw new IllegalStateException(e.getCause());
                }
                failure = failure == null ? found : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new HubFailure(Kind.UNREACHABLE, "interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }
}
