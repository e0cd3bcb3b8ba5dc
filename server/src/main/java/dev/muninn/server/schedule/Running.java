package dev.muninn.server.schedule;

import dev.muninn.generate.Generated;
import java.util.concurrent.CompletableFuture;

/** A request that was accepted. */
public interface Running {
    /**
     * Nobody wants the answer any more: its rows leave within one core step where the scheduler can do so, with the next token
     * otherwise.
     */
    void cancel();

    /** What becomes of it; fails with {@link java.util.concurrent.CancellationException} if it was cancelled before it began. */
    CompletableFuture<Generated> outcome();
}
