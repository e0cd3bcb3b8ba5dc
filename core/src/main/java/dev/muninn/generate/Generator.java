package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs requests on a model. Safe for several threads; requests that should share core steps are given together. */
public final class Generator implements AutoCloseable {
    private final RecurrentModel model;
    private final int blockRows;
    private final long kvLimitBytes;
    private final Map<KvFormat, KvPool> pools = new EnumMap<>(KvFormat.class);

    /**
     * @param blockRows rows that go through the model at once, such as 64; it changes speed and scratch memory, no result
     * @param kvLimitBytes memory that keys and values may take
     */
    public Generator(RecurrentModel model, int blockRows, long kvLimitBytes) {
        require(blockRows >= 1, "a block has at least 1 row, found %d", blockRows);
        this.model = model;
        this.blockRows = blockRows;
        this.kvLimitBytes = kvLimitBytes;
    }

    /** Refuses, with a reason, a request that the model cannot answer. */
    public void check(Request request) {
        RequestCheck.check(request, model);
    }

    /** Generates for one request; {@code listener} sees every token as it becomes final. */
    public Generated generate(Request request, TokenListener listener) {
        return generate(List.of(request), List.of(listener)).getFirst();
    }

    /** Generates for several requests together, each at its own depth; every one gets the tokens it would get alone. */
    public List<Generated> generate(List<Request> requests, List<TokenListener> listeners) {
        requests.forEach(this::check);
        DepthBatch batch = new DepthBatch(model, blockRows);
        List<Lane> lanes = new ArrayList<>();
        try {
            for (int i = 0; i < requests.size(); i++) {
                Request request = requests.get(i);
                KvCache cache = new KvCache(pool(request.kvFormat()), request.slots());
                Lane lane = new Lane(request, model, cache, listeners.get(i));
                lanes.add(lane);
                batch.add(decoder(lane));
            }
            batch.run();
            return lanes.stream().map(Lane::result).toList();
        } finally {
            lanes.forEach(lane -> lane.cache.close());
        }
    }

    private static Decoder decoder(Lane lane) {
        return switch (lane.request.decoding()) {
            case Decoding.Sequential() -> new SequentialDecoder(lane);
            case Decoding.Speculative speculative -> new SpeculativeDecoder(lane, speculative);
            case Decoding.Wavefront wavefront -> new WavefrontDecoder(lane, wavefront);
        };
    }

    private synchronized KvPool pool(KvFormat format) {
        return pools.computeIfAbsent(format, f -> new KvPool(model.kvGeometry(f), kvLimitBytes));
    }

    /** Bytes that the keys and values of running requests hold now. */
    public synchronized long kvBytes() {
        return pools.values().stream().mapToLong(KvPool::usedBytes).sum();
    }

    @Override
    public synchronized void close() {
        pools.values().forEach(KvPool::close);
        pools.clear();
    }
}
