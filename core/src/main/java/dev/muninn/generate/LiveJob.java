package dev.muninn.generate;

import dev.muninn.cache.KvLease;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Work that a {@link LiveBatch} accepted. */
public abstract sealed class LiveJob<T> permits GenerationJob, ScoringJob {
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    final KvNeed need;
    /** Who decides on the rows; null before the job begins and after it ended. */
    @Nullable
    Decoder decoder;
    /** Whether the job takes part in the round, where batches go in rounds. */
    boolean inRound;

    /** How many of its rows the part of the tick that is running takes. */
    int collected;
    /** What the job has done in the round, where rows of a batch compute on. */
    final RoundRows roundRows = new RoundRows();

    /** Whether it is to end before the next core step. */
    boolean cancelled;

    @Nullable
    Throwable failure;

    LiveJob(KvNeed need) {
        this.need = need;
    }

    /**
     * What becomes of the job, told on the thread that ticks: fails with {@link java.util.concurrent.CancellationException} if it was
     * cancelled before it began or before it has a result, and with whatever its own listener or exit criterion threw.
     */
    public CompletableFuture<T> outcome() {
        return outcome;
    }

    /** Takes the first rows. */
    abstract void begin(KvLease lease, PrefixCache prefixes);

    /** Ends it before it is finished. */
    abstract void cut();

    /** Gives its memory back, or on to the prefixes. */
    abstract void release(PrefixCache prefixes);

    abstract T result();

    final void complete() {
        Throwable cause = failure;
        if (cause == null) {
            outcome.complete(result());
        } else {
            outcome.completeExceptionally(cause);
        }
    }
}
