package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Self-speculation: speculative decoding (Leviathan et al. 2023) with the model's own shallow recurrences as the draft. A draft row stops after few
 * recurrences and guesses the next token; once enough are guessed, the same rows think on side by side to full depth, one more
 * beside them for the last guess. A guess stands if full depth draws the same token there. The draw at a position is decided by
 * (seed, position) and the logits, so the outcome is that of sequential decoding, sampled or greedy, token by token: whatever
 * replaces a rejected guess is full depth's own draw. {@link dev.muninn.sampling.Sampler} draws so that close distributions mostly
 * agree.
 */
final class SpeculativeDecoder implements Decoder {
    private enum Phase {
        DRAFT,
        FINISH
    }

    private final Lane lane;
    private final Decoding.Speculative speculative;
    /** A row each position of the draft, in order; the last may be the one after the last guess. */
    private final List<ExitGroup> spare = new ArrayList<>();

    private final List<ExitGroup> drafts = new ArrayList<>();
    /** Those of the drafts that take part in this core step of the finish. */
    private final List<ExitGroup> unfinished = new ArrayList<>();

    private ExitGroup group;
    private Phase phase;
    private boolean readOut;

    SpeculativeDecoder(Lane lane, Decoding.Speculative speculative, int token, int position) {
        this.lane = lane;
        this.speculative = speculative;
        this.group = draft(token, position);
        this.phase = phase();
    }

    @Override
    public boolean betweenTokens() {
        return drafts.size() == 1 && group.isNew();
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (group.isNew()) {
            group.addTo(rows);
        }
    }

    @Override
    public void onEmbedded() {
        if (group.isNew()) {
            lane.initStates(group.rows);
            group.begin();
        }
    }

    @Override
    public void collectLive(List<Row> rows) {
        lane.countPass();
        if (phase != Phase.FINISH) {
            group.addTo(rows);
            return;
        }
        unfinished.clear();
        for (int i = 0; i < drafts.size(); i++) {
            if (!drafts.get(i).done()) {
                unfinished.add(drafts.get(i));
                rows.add(drafts.get(i).last());
            }
        }
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        switch (phase) {
            case DRAFT -> {
                readOut = group.afterStep() || group.last().step >= speculative.draftRecurrences();
                if (readOut) {
                    group.addTo(rows);
                }
            }
            case FINISH -> {
                readOut = finishStep();
                for (int i = 0; readOut && i < drafts.size(); i++) {
                    drafts.get(i).addTo(rows);
                }
            }
        }
    }

    /** All rows are read out together at the end: a row's coda attends to the final coda entries of those before it. */
    private boolean finishStep() {
        boolean all = true;
        for (int i = 0; i < unfinished.size(); i++) {
            unfinished.get(i).afterStep();
            all &= unfinished.get(i).done();
        }
        return all;
    }

    @Override
    public @Nullable Decoder onReadout() {
        if (!readOut) {
            return this;
        }
        return switch (phase) {
            case DRAFT -> guess();
            case FINISH -> check() ? this : null;
        };
    }

    private Decoder guess() {
        int next = group.last().position + 1;
        int token = lane.choose(group.lastReadout(), next);
        lane.setToken(next, token);
        group = draft(token, next);
        phase = phase();
        return this;
    }

    /** The next row of the draft. */
    private ExitGroup draft(int token, int position) {
        if (spare.size() == drafts.size()) {
            spare.add(new ExitGroup(lane.request, lane.model, List.of(lane.newRow()), false));
        }
        ExitGroup draft = spare.get(drafts.size());
        draft.last().reset(token, position);
        drafts.add(draft);
        return draft;
    }

    /** The newest row is a draft while there is something to look ahead to, else the one that only finishes. */
    private Phase phase() {
        int room = lane.model.config().context() - 1 - drafts.getFirst().last().position;
        int ahead = Math.min(Math.min(speculative.lookahead(), lane.remaining() - 1), room);
        return drafts.size() <= ahead ? Phase.DRAFT : Phase.FINISH;
    }

    /** Keeps the guesses that full depth draws too, and its own draw after them. Returns whether the request goes on. */
    private boolean check() {
        for (int i = 0; i < drafts.size(); i++) {
            ExitGroup draft = drafts.get(i);
            draft.afterReadout();
            int next = draft.last().position + 1;
            int token = lane.choose(draft.lastReadout(), next);
            if (!lane.emit(draft.event(token))) {
                return false;
            }
            boolean guessed = i + 1 < drafts.size() && drafts.get(i + 1).last().token == token;
            if (!guessed) {
                lane.cache.truncate(next);
                drafts.clear();
                group = draft(token, next);
                phase = phase();
                return true;
            }
        }
        throw new AssertionError("the last row guessed nothing");
    }

    @Override
    public void count(Census.Counter census) {
        for (int i = 0; i < drafts.size(); i++) {
            census.add(drafts.get(i).last().step, 1);
        }
    }
}
