package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvLease;
import dev.muninn.model.RecurrentModel;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A scoring of a batch; its result is the number of positions that were shown. */
final class ScoringJob extends LiveJob<Integer> {
    private final Scoring scoring;
    private final RecurrentModel model;
    private @Nullable KvCache cache;

    ScoringJob(Scoring scoring, RecurrentModel model) {
        super(scoring.need(model));
        this.scoring = scoring;
        this.model = model;
    }

    @Override
    void begin(KvLease lease, PrefixCache prefixes) {
        KvCache started = new KvCache(lease, Scoring.SLOTS);
        cache = started; // from here on it is given back, whatever happens
        decoder = new ScoringDecoder(scoring, model, started);
    }

    @Override
    void cut() {
        failure = new CancellationException("cancelled while it was computed");
    }

    @Override
    void release(PrefixCache prefixes) {
        if (cache != null) {
            cache.close();
        }
    }

    @Override
    Integer result() {
        return scoring.tokens().length;
    }
}
