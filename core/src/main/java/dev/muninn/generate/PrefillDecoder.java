package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prompt, all of it at one depth, until its exit; then the request's own way of decoding. */
final class PrefillDecoder extends PromptDecoder {
    private final Lane lane;
    private final ExitGroup prompt;
    private boolean readOut;

    PrefillDecoder(Lane lane) {
        this(lane, lane.prefillGroup());
    }

    private PrefillDecoder(Lane lane, ExitGroup prompt) {
        super(new PromptRows(prompt.rows));
        this.lane = lane;
        this.prompt = prompt;
    }

    @Override
    public void onEmbedded() {
        List<Row> embedded = pass.embedded();
        if (!embedded.isEmpty()) {
            lane.initStates(embedded);
            if (pass.allEmbedded()) {
                prompt.begin();
            }
        }
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        if (pass.afterStep()) {
            readOut = prompt.afterStep();
            if (readOut) {
                pass.beginReadout();
            }
        }
        pass.collectReadouts(rows);
    }

    @Override
    public @Nullable Decoder onReadout() {
        pass.readOut();
        if (!pass.level()) {
            return this;
        }
        if (readOut) {
            prompt.afterReadout();
            readOut = false;
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
