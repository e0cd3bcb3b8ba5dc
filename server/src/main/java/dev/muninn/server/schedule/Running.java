package dev.muninn.server.schedule;

import dev.muninn.generate.Generated;
import java.util.concurrent.CompletableFuture;

/** A request that was accepted. */
public interface Running {
    /** Nobody wants the answer any more: its rows take part in no core step after the one that runs now. */
    void cancel();

    /** What becomes of it; fails with {@link java.util.concurrent.CancellationException} if it was cancelled before it began. */
    CompletableFuture<Generated> outcome();
}
