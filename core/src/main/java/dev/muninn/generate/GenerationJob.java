package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvLease;
import dev.muninn.model.RecurrentModel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request of a batch. */
final class GenerationJob extends LiveJob<Generated> {
    private final Request request;
    private final RecurrentModel model;
    private final TokenListener listener;
    private @Nullable Lane lane;

    GenerationJob(Request request, RecurrentModel model, TokenListener listener) {
        super(KvNeed.of(request, model));
        this.request = request;
        this.model = model;
        this.listener = listener;
    }

    @Override
    void begin(KvLease lease, PrefixCache prefixes) {
        KvCache cache = new KvCache(lease, request.slots());
        Lane started = new Lane(request, model, cache, listener);
        lane = started; // from here on the cache is given back, whatever happens
        started.reuse(prefixes.copyInto(cache, started.sharing(), request.prompt()));
        decoder = new PrefillDecoder(started);
    }

    /** What later prompts may take over while this request still runs; null for nothing. */
    @Nullable
    Prefix prefix() {
        return lane == null ? null : lane.prefix();
    }

    int reusedTokens() {
        return lane == null ? 0 : lane.reused();
    }

    @Override
    void cut() {
        Lane running = Objects.requireNonNull(lane);
        if (!running.finished()) {
            running.end(Finish.LISTENER);
        }
    }

    @Override
    void release(PrefixCache prefixes) {
        Lane ended = lane;
        if (ended == null) {
            return;
        }
        Prefix prefix = failure == null ? ended.prefix() : null;
        if (prefix == null) {
            ended.cache.close();
        } else {
            prefixes.keep(prefix);
        }
    }

    @Override
    Generated result() {
        return Objects.requireNonNull(lane).result();
    }
}
