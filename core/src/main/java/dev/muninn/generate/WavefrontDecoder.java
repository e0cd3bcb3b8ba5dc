package dev.muninn.generate;

import dev.muninn.exit.LatentDifference;
import dev.muninn.model.Row;
import dev.muninn.sampling.CounterRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several neighbouring positions at once, each at its own depth (Geiping et al. 2025, arXiv:2510.14961). A look: embed the draft
 * tokens, think {@code inner} recurrences, read all positions out, redraw every token that is not frozen, add positions on
 * the right, freeze from the left up to the last position whose state has settled.
 */
final class WavefrontDecoder implements Decoder {
    private static final int MOST_LOOKS = 4096;
    /** Stream of {@link CounterRandom} for the tokens that fill a headway of several positions. */
    private static final int FILLER_STREAM = 7;

    /** A live position; it holds the token at its position and predicts the one after it. */
    private static final class WaveRow {
        final Row row;
        /** The averaged input of the last look. */
        final float[] averaged;
        /** The state at the last look. */
        final float[] before;
        /** How far the state came since then, as a share of its length. */
        double moved;

        WaveRow(Row row) {
            this.row = row;
            this.averaged = new float[row.input.length];
            this.before = new float[row.state.length];
        }
    }

    private final Lane lane;
    private final Decoding.Wavefront settings;
    private final List<WaveRow> wave = new ArrayList<>();
    private final ArrayDeque<WaveRow> spare = new ArrayDeque<>();
    private final float[] noise;
    /** Tokens before this position are final. */
    private int frozen;

    private int innerDone;
    private int looks;
    private boolean readOut;

    WavefrontDecoder(Lane lane, Decoding.Wavefront settings, int token, int position) {
        this.lane = lane;
        this.settings = settings;
        this.noise = new float[lane.model.config().width()];
        this.frozen = position + 1;
        append(token, position);
    }

    @Override
    public boolean betweenTokens() {
        return innerDone == 0;
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (innerDone == 0) {
            addWave(rows);
        }
    }

    private void addWave(List<Row> rows) {
        for (int i = 0; i < wave.size(); i++) {
            rows.add(wave.get(i).row);
        }
    }

    @Override
    public void onEmbedded() {
        if (innerDone == 0) {
            for (int i = 0; i < wave.size(); i++) {
                averageInput(wave.get(i));
                mixNoise(wave.get(i).row);
            }
        }
    }

    /** e ← (1 − η)·e + η·e of the last look. A position new in the wave has none: the reference scales it all the same. */
    private void averageInput(WaveRow live) {
        float keep = (float) settings.embeddingAverage();
        if (keep > 0) {
            float[] input = live.row.input;
            for (int i = 0; i < input.length; i++) {
                input[i] = (1 - keep) * input[i] + keep * live.averaged[i];
            }
            System.arraycopy(input, 0, live.averaged, 0, input.length);
        }
    }

    /** s ← (1 − m)·s + m·noise with m = share / (1 + recurrences so far): new positions are shaken most. */
    private void mixNoise(Row row) {
        if (settings.stateNoise() > 0) {
            float share = (float) (settings.stateNoise() / (1 + row.step));
            System.arraycopy(row.state, 0, noise, 0, noise.length);
            lane.model.initState(row, lane.request.init(), lane.request.noiseSeed() + looks);
            for (int i = 0; i < noise.length; i++) {
                row.state[i] = (1 - share) * noise[i] + share * row.state[i];
            }
        }
    }

    @Override
    public void collectLive(List<Row> rows) {
        lane.countPass();
        addWave(rows);
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        innerDone++;
        readOut = innerDone == settings.inner();
        if (readOut) {
            addWave(rows);
        }
    }

    @Override
    public @Nullable Decoder onReadout() {
        if (readOut) {
            innerDone = 0;
            looks++;
            look();
        }
        return lane.finished() ? null : this;
    }

    /** Adds a live position with a fresh state. */
    private void append(int token, int position) {
        WaveRow live = spare.isEmpty() ? new WaveRow(lane.newRow()) : spare.pop();
        live.row.reset(token, position);
        Arrays.fill(live.averaged, 0f);
        if (lane.request.warmStart() && !wave.isEmpty()) {
            System.arraycopy(wave.getLast().row.state, 0, live.row.state, 0, live.row.state.length);
        } else {
            lane.model.initState(live.row, lane.request.init(), lane.request.noiseSeed());
        }
        System.arraycopy(live.row.state, 0, live.before, 0, live.before.length);
        lane.setToken(position, token);
        wave.add(live);
    }

    private void look() {
        redraw();
        int settled = lastSettled();
        if (settings.maxWavefront() == 1) {
            lookAlone(settled);
            return;
        }
        extend();
        if (settled >= 0 && !freeze(settled)) {
            return;
        }
        lane.cache.truncate(wave.getFirst().row.position);
        stopUnsettled();
    }

    /** A wave of one has no drafts to wait for: once its position has settled, or used its recurrences, the next one follows. */
    private void lookAlone(int settled) {
        WaveRow live = wave.getFirst();
        int next = live.row.position + 1;
        if (settled < 0 && live.row.step < lane.request.recurrences()) {
            lane.cache.truncate(live.row.position);
            stopUnsettled();
        } else if (emit(live, settled >= 0)) {
            frozen = next + 1;
            wave.clear();
            spare.push(live);
            append(lane.token(next), next);
        }
    }

    private void stopUnsettled() {
        if (looks >= MOST_LOOKS + lane.request.maxTokens()) {
            lane.end(Finish.UNSETTLED);
        }
    }

    /** Every token right of the frozen ones is drawn anew by the position before it. */
    private void redraw() {
        for (int i = 0; i < wave.size(); i++) {
            Row row = wave.get(i).row;
            int next = row.position + 1;
            if (next >= frozen) {
                lane.setToken(next, lane.choose(Objects.requireNonNull(row.logits), next));
            }
            if (i + 1 < wave.size()) {
                wave.get(i + 1).row.token = lane.token(next);
            }
        }
    }

    /** Measures how far every position came since the last look. The last one that settled, −1 if none. */
    private int lastSettled() {
        int settled = -1;
        for (int i = 0; i < wave.size(); i++) {
            WaveRow live = wave.get(i);
            live.moved = LatentDifference.relativeDistance(live.row.state, live.before);
            System.arraycopy(live.row.state, 0, live.before, 0, live.before.length);
            settled = live.moved < settings.exitAt() ? i : settled;
        }
        return settled;
    }

    private void extend() {
        int limit = lane.model.config().context();
        for (int i = 0; i < settings.headway() && wave.size() < settings.maxWavefront(); i++) {
            int position = wave.getLast().row.position + 1;
            if (position >= limit) {
                return;
            }
            int token = i == 0
                    ? lane.token(position)
                    : (int) (CounterRandom.uniform(lane.request.seed() + looks, position, FILLER_STREAM)
                            * lane.model.config().vocab());
            append(token, position);
        }
    }

    /** Freezes tokens up to the one at {@code settled}, whose position becomes the left end of the wave. Returns whether to go on. */
    private boolean freeze(int settled) {
        int end = wave.get(settled).row.position + 1;
        while (frozen < end) {
            if (!emit(wave.get(frozen - 1 - wave.getFirst().row.position), true)) {
                return false;
            }
            frozen++;
        }
        for (int i = 0; i < settled; i++) {
            spare.push(wave.removeFirst());
        }
        return true;
    }

    /** The token after {@code by}'s position is final. */
    private boolean emit(WaveRow by, boolean settled) {
        int position = by.row.position + 1;
        var logProbabilities = ExitGroup.logProbabilities(
                lane.request.topLogProbabilities(), Objects.requireNonNull(by.row.logits), lane.token(position));
        return lane.emit(new TokenEvent(
                lane.token(position),
                position,
                by.row.step,
                settled,
                by.moved,
                logProbabilities,
                List.of(),
                Optional.empty()));
    }

    @Override
    public void count(Census.Counter census) {
        for (int i = 0; i < wave.size(); i++) {
            census.add(wave.get(i).row.step, 1);
        }
    }
}
