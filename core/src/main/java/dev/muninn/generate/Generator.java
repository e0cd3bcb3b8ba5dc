package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvPool;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Runs requests on a model, their keys and values in one pool. Safe for several threads; requests that should share core steps are
 * given together, or to one {@link LiveBatch}.
 */
public final class Generator implements AutoCloseable {
    private final RecurrentModel model;
    private final int blockRows;
    private final KvPool pool;

    /**
     * @param blockRows rows that go through the model at once, such as 64; it changes speed and scratch memory, no result
     * @param kvLimitBytes memory that keys and values may take
     */
    public Generator(RecurrentModel model, int blockRows, long kvLimitBytes) {
        require(blockRows >= 1, "a block has at least 1 row, found %d", blockRows);
        this.model = model;
        this.blockRows = blockRows;
        this.pool = new KvPool(model.kvGeometry(KvFormat.F32), kvLimitBytes);
    }

    /** Refuses, with a reason, a request that the model cannot answer, or for which there will never be memory. */
    public void check(Request request) {
        RequestCheck.check(request, model);
        KvNeed.of(request, model).requireRoom(pool);
    }

    /**
     * For whoever wants as many tokens as there can be: {@code request}, its tokens limited to those whose keys and values the memory has
     * room for when {@code together} such requests run; a prompt too long for that may have it all.
     */
    public Request fitted(Request request, int together) {
        return KvNeed.fitted(request, model, pool, together);
    }

    /** As {@link #check(Request)}. */
    public void check(Scoring scoring) {
        scoring.check(model);
        scoring.need(model).requireRoom(pool);
    }

    /** A batch that requests join and leave while it runs; close it before this. */
    public LiveBatch open(Limits limits) {
        return new LiveBatch(model, pool, blockRows, limits);
    }

    /** Generates for one request; {@code listener} sees every token as it becomes final. */
    public Generated generate(Request request, TokenListener listener) {
        return generate(List.of(request), List.of(listener)).getFirst();
    }

    /**
     * Generates for several requests together, each at its own depth; every one gets the tokens it would get alone. If a
     * listener throws, its request ends there and the others go on; what it threw is thrown once they are done. A request waits while
     * there is no memory for it beside the others.
     */
    public List<Generated> generate(List<Request> requests, List<TokenListener> listeners) {
        try (LiveBatch batch = open(Limits.NONE)) {
            List<LiveJob<Generated>> jobs = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                jobs.add(batch.add(requests.get(i), listeners.get(i)));
            }
            while (!batch.isEmpty()) {
                if (!batch.tick()) {
                    batch.awaitRoom();
                }
            }
            return jobs.stream().map(job -> job.outcome().join()).toList();
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(CompletionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> e;
        };
    }

    /** Bytes that keys and values hold now, those of kept prefixes included. */
    public long kvBytes() {
        return pool.usedBytes();
    }

    /** Bytes that keys and values may take. */
    public long kvLimitBytes() {
        return pool.limitBytes();
    }

    @Override
    public void close() {
        pool.close();
    }
}
