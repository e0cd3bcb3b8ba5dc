package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prompt, all of it at one depth, until its exit; then the request's own way of decoding. */
final class PrefillDecoder implements Decoder {
    private final Lane lane;
    private final ExitGroup prompt;
    private boolean readOut;

    PrefillDecoder(Lane lane) {
        this.lane = lane;
        this.prompt = lane.prefillGroup();
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (prompt.isNew()) {
            prompt.addTo(rows);
        }
    }

    @Override
    public void onEmbedded() {
        if (prompt.isNew()) {
            lane.initStates(prompt.rows);
            prompt.begin();
        }
    }

    @Override
    public void collectLive(List<Row> rows) {
        prompt.addTo(rows);
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        readOut = prompt.afterStep();
        if (readOut) {
            prompt.addTo(rows);
        }
    }

    @Override
    public @Nullable Decoder onReadout() {
        if (readOut) {
            prompt.afterReadout();
        }
        if (!prompt.done()) {
            return this;
        }
        lane.onPrefilled(prompt);
        int next = prompt.last().position + 1;
        int token = lane.choose(prompt.lastReadout(), next);
        return lane.emit(prompt.event(token)) ? successor(token, next) : null;
    }

    private Decoder successor(int token, int position) {
        return switch (lane.request.decoding()) {
            case Decoding.Sequential() -> new SequentialDecoder(lane, token, position, prompt.last().state);
            case Decoding.Speculative settings -> new SpeculativeDecoder(lane, settings, token, position);
            case Decoding.Wavefront settings -> new WavefrontDecoder(lane, settings, token, position);
        };
    }
}
