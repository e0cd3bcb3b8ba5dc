package dev.muninn.generate;

import dev.muninn.cache.KvGeometry;
import dev.muninn.cache.KvLease;
import dev.muninn.cache.KvPool;
import dev.muninn.model.RecurrentModel;
import org.jspecify.annotations.Nullable;

/** The pages of keys and values that a job may come to need, so that it is never stopped half-way for want of them. */
record KvNeed(KvGeometry geometry, long pages) {
    /** Exact for a request that uses all of its tokens and recurrences. */
    static KvNeed of(Request request, RecurrentModel model) {
        long positions = (long) request.prompt().length + request.maxTokens() - 1;
        if (request.decoding() instanceof Decoding.Wavefront wavefront) {
            positions += wavefront.maxWavefront() - 1; // drafts ahead of the last token
        }
        int most = (int) Math.min(positions, model.config().context());
        KvGeometry geometry = model.kvGeometry(request.kvFormat());
        return new KvNeed(geometry, geometry.pages(request.slots(), request.recurrences(), most));
    }

    /** Whether {@code pool} is large enough for so much, {@code together} times. */
    private boolean hasRoom(KvPool pool, int together) {
        return pool.hasRoom(geometry, pages * together);
    }

    /**
     * {@code request}, for as many of its tokens as {@code pool} has room for if {@code together} such requests are there and nobody else; where
     * that is not even one, if it is there alone; as it is if there is no room for a single token.
     */
    static Request fitted(Request request, RecurrentModel model, KvPool pool, int together) {
        int fits = 0;
        int tooMany = request.maxTokens();
        if (of(request, model).hasRoom(pool, together)) {
            return request;
        }
        while (tooMany - fits > 1) {
            int middle = fits + (tooMany - fits) / 2;
            if (of(request.withMaxTokens(middle), model).hasRoom(pool, together)) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        if (fits == 0) {
            return together == 1 ? request : fitted(request, model, pool, 1);
        }
        return request.withMaxTokens(fits);
    }

    void requireRoom(KvPool pool) {
        pool.requireRoom(geometry, pages);
    }

    void awaitRoom(KvPool pool) {
        pool.awaitRoom(geometry, pages);
    }

    @Nullable
    KvLease tryLease(KvPool pool) {
        return pool.tryLease(geometry, pages);
    }
}
