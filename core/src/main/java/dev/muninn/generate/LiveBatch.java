package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvLease;
import dev.muninn.cache.KvPool;
import dev.muninn.model.RecurrentModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The hot loop, open-ended: requests come and go while it runs, and every {@link #tick} is one core step over the live rows of all
 * of them, each at its own depth. Every request gets the tokens that it would get alone.
 *
 * <p>A request begins once the memory that it may come to need is reserved, first come first served; so none that has begun is ever
 * stopped for want of it. Whatever a listener throws ends its own request only.
 *
 * <pre>{@code
 * try (LiveBatch batch = engine.generator().open(LiveBatch.Limits.NONE)) {
 *     LiveJob<Generated> answer = batch.add(request, token -> true);
 *     while (batch.tick()) {
 *         // add others, cancel some
 *     }
 *     answer.outcome().join();
 * }
 * }</pre>
 *
 * One owner, one thread at a time; listeners are called, and outcomes told, on the thread that ticks.
 */
public final class LiveBatch implements AutoCloseable {
    /** When a job's next token begins. */
    public enum Pace {
        /** As soon as its last one is finished. */
        CONTINUOUS,
        /**
         * When all jobs have finished theirs, every row, of prompts too, computing on until the deepest is done, as batches do that
         * know one depth. For comparison.
         */
        LOCKSTEP,
        /** As {@link #LOCKSTEP}, but the rows of those that are done rest. For comparison. */
        RESTING_LOCKSTEP
    }

    /**
     * What a batch may take.
     *
     * @param running jobs whose rows take part at most
     * @param promptRows rows of prompts that one tick moves at most, beside the rows of what is being generated: less lets tokens
     *     come more evenly, more gets prompts done in fewer ticks; no result changes
     * @param prefixBytes of the pool's memory that may keep keys and values of former prompts, for others that begin alike; 0 to
     *     share none
     */
    public record Limits(int running, int promptRows, long prefixBytes, Pace pace) {
        /** Everything at once. */
        public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, Pace.CONTINUOUS);

        public Limits {
            require(running >= 1, "at least 1 request must run at a time, found %d", running);
            require(promptRows >= 1, "at least 1 row of a prompt must move in a tick, found %d", promptRows);
            require(prefixBytes >= 0, "prefixes take 0 bytes or more, found %d", prefixBytes);
        }
    }

    private final RecurrentModel model;
    private final KvPool pool;
    private final Limits limits;
    private final DepthBatch batch;
    private final PrefixCache prefixes;
    private final ArrayDeque<LiveJob<?>> waiting = new ArrayDeque<>();
    private final List<LiveJob<?>> ended = new ArrayList<>();
    private boolean ticking;
    private long tokens;
    private long reusedTokens;

    LiveBatch(RecurrentModel model, KvPool pool, int blockRows, Limits limits) {
        this.model = model;
        this.pool = pool;
        this.limits = limits;
        this.batch = new DepthBatch(model, blockRows, limits.promptRows, limits.pace);
        this.prefixes = new PrefixCache(limits.prefixBytes, batch.jobs());
    }

    /**
     * Accepts a request, to begin when there is room for it.
     *
     * @param listener sees every token as it becomes final
     * @throws dev.muninn.error.MuninnException if the model cannot answer it, or if there will never be room
     */
    public LiveJob<Generated> add(Request request, TokenListener listener) {
        RequestCheck.check(request, model);
        return accept(new GenerationJob(request, model, event -> {
            tokens++;
            return listener.onToken(event);
        }));
    }

    /**
     * Accepts a scoring, to begin when there is room for it; its outcome is the number of positions shown.
     *
     * @throws dev.muninn.error.MuninnException if the model cannot do it, or if there will never be room
     */
    public LiveJob<Integer> add(Scoring scoring) {
        scoring.check(model);
        return accept(new ScoringJob(scoring, model));
    }

    private <T> LiveJob<T> accept(LiveJob<T> job) {
        job.need.requireRoom(pool);
        waiting.add(job);
        return job;
    }

    /**
     * Nobody wants the answer any more: a job that runs ends before the next core step, and has what it generated as its outcome; one that
     * waits, and a scoring, fail with a {@link CancellationException}. Without effect on a job that has ended.
     */
    public void cancel(LiveJob<?> job) {
        if (waiting.remove(job)) {
            job.failure = new CancellationException("cancelled while it waited");
            job.complete();
        } else if (batch.jobs().contains(job)) {
            job.cancelled = true;
            if (!ticking) {
                sweep();
            }
        }
    }

    /** One core step over all live rows, after those who waited were let in as far as there is room. Returns whether there was anything to step. */
    public boolean tick() {
        admit();
        if (batch.jobs().isEmpty()) {
            return false;
        }
        ticking = true;
        try {
            batch.tick(ended);
        } catch (Throwable e) { // of the model: whose fault it is cannot be told
            failAll(e);
        } finally {
            ticking = false;
        }
        settle();
        sweep();
        return true;
    }

    /** Whether nothing runs and nothing waits. */
    public boolean isEmpty() {
        return batch.jobs().isEmpty() && waiting.isEmpty();
    }

    /** Waits until there is room for the next job, where somebody else has taken the pool's memory. */
    void awaitRoom() {
        LiveJob<?> next = waiting.peek();
        if (next != null) {
            next.need.awaitRoom(pool);
        }
    }

    private void admit() {
        while (!waiting.isEmpty() && batch.jobs().size() < limits.running) {
            KvLease lease = lease(waiting.element());
            if (lease == null) {
                return; // no overtaking: a large request would wait for ever
            }
            begin(waiting.remove(), lease);
        }
    }

    private @Nullable KvLease lease(LiveJob<?> job) {
        KvLease lease = job.need.tryLease(pool);
        while (lease == null && prefixes.dropOldest()) {
            lease = job.need.tryLease(pool);
        }
        return lease;
    }

    private void begin(LiveJob<?> job, KvLease lease) {
        try {
            job.begin(lease, prefixes);
            batch.jobs().add(job);
        } catch (Throwable e) { // no memory for its rows, for instance
            job.failure = e;
            ended.add(job);
            settle();
            lease.close();
        }
        reusedTokens += job instanceof GenerationJob generation ? generation.reusedTokens() : 0;
    }

    private void failAll(Throwable cause) {
        for (LiveJob<?> job : batch.jobs()) {
            job.failure = cause;
            ended.add(job);
        }
        batch.jobs().clear();
    }

    /** Ends what was cancelled. */
    private void sweep() {
        for (int i = batch.jobs().size() - 1; i >= 0; i--) {
            LiveJob<?> job = batch.jobs().get(i);
            if (job.cancelled) {
                job.cut();
                ended.add(batch.jobs().remove(i));
            }
        }
        settle();
    }

    /** Memory first, so that whoever is told finds it free. */
    private void settle() {
        for (int i = 0; i < ended.size(); i++) {
            ended.get(i).release(prefixes);
        }
        for (int i = 0; i < ended.size(); i++) {
            ended.get(i).complete();
        }
        ended.clear();
    }

    /** What goes on, between two ticks. */
    public Census census() {
        Census.Counter rows = new Census.Counter();
        for (LiveJob<?> job : batch.jobs()) {
            if (job.decoder != null) {
                job.decoder.count(rows);
            }
        }
        return new Census(
                batch.jobs().size(),
                waiting.size(),
                rows.rowsByDepth(),
                pool.usedBytes() - prefixes.bytes(),
                prefixes.bytes(),
                batch.coreSteps(),
                batch.rowSteps(),
                tokens,
                reusedTokens);
    }

    /** Cancels everything, and gives all memory back. */
    @Override
    public void close() {
        while (!waiting.isEmpty()) {
            cancel(waiting.getLast());
        }
        batch.jobs().forEach(job -> job.cancelled = true);
        sweep();
        prefixes.close();
        batch.close();
    }
}
