package dev.muninn.server.schedule;

import dev.muninn.generate.ForwardPass;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenListener;
import dev.muninn.model.StateInit;
import java.util.concurrent.CompletableFuture;

/** Decides which requests compute when. Safe for several threads. */
public interface Scheduler extends AutoCloseable {
    /**
     * Accepts a request, or says at once that it cannot.
     *
     * @param listener told of every token on a thread of the scheduler's, which it must not hold up
     * @throws Overloaded if too many wait already
     * @throws dev.muninn.error.MuninnException if the model cannot answer it, or if its keys and values would never fit
     */
    Running submit(Request request, TokenListener listener);

    /**
     * A forward pass over a whole sequence, to score or to embed it. Cancelling the future ends the pass.
     *
     * @param visitor shown every position on a thread of the scheduler's, which it must not hold up
     * @throws Overloaded if too many wait already
     * @throws dev.muninn.error.MuninnException if the model cannot do it, or if its keys and values would never fit
     */
    CompletableFuture<Void> forward(
            int[] tokens, int recurrences, StateInit init, long seed, ForwardPass.Visitor visitor);

    /** What is going on, in detail. Cheap enough to be asked many times a second. */
    Snapshot snapshot();

    /** Ends what runs and forgets what waits. */
    @Override
    void close();
}
