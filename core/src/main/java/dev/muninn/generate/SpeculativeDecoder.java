package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.ArrayList;
import java.util.List;

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
        PREFILL,
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
    private Phase phase = Phase.PREFILL;
    private boolean readOut;

    SpeculativeDecoder(Lane lane, Decoding.Speculative speculative) {
        this.lane = lane;
        this.speculative = speculative;
        for (int i = 0; i <= speculative.lookahead(); i++) {
            spare.add(new ExitGroup(lane.request, lane.model, List.of(lane.newRow()), false));
        }
        this.group = lane.prefillGroup();
    }

    @Override
    public void collectNew(List<Row> rows) {
        if (isNew()) {
            group.addTo(rows);
        }
    }

    private boolean isNew() {
        return group.last().step == 0;
    }

    @Override
    public void onEmbedded() {
        if (isNew()) {
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
            case PREFILL -> readOut = group.afterStep();
            case DRAFT -> readOut = group.afterStep() || group.last().step >= speculative.draftRecurrences();
            case FINISH -> {
                readOut = finishStep();
                if (readOut) {
                    for (int i = 0; i < drafts.size(); i++) {
                        drafts.get(i).addTo(rows);
                    }
                }
                return;
            }
        }
        if (readOut) {
            group.addTo(rows);
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
    public void onReadout() {
        if (!readOut) {
            return;
        }
        switch (phase) {
            case PREFILL -> {
                group.afterReadout();
                if (group.done()) {
                    lane.onPrefilled(group);
                    int next = group.last().position + 1;
                    int token = lane.choose(group.lastReadout(), next);
                    if (lane.emit(group.event(token))) {
                        startDrafts(token, next);
                    }
                }
            }
            case DRAFT -> guess();
            case FINISH -> check();
        }
    }

    private void startDrafts(int token, int position) {
        drafts.clear();
        addDraft(token, position);
    }

    /** The next row: a draft while there is something to look ahead to, else the one that only finishes. */
    private void addDraft(int token, int position) {
        group = spare.get(drafts.size());
        group.last().reset(token, position);
        drafts.add(group);
        int ahead = Math.min(
                Math.min(speculative.lookahead(), lane.remaining() - 1),
                lane.model.config().maxPositions() - 1 - drafts.getFirst().last().position);
        phase = drafts.size() <= ahead ? Phase.DRAFT : Phase.FINISH;
    }

    private void guess() {
        int next = group.last().position + 1;
        int token = lane.choose(group.lastReadout(), next);
        lane.setToken(next, token);
        addDraft(token, next);
    }

    private void check() {
        for (int i = 0; i < drafts.size(); i++) {
            ExitGroup draft = drafts.get(i);
            draft.afterReadout();
            int next = draft.last().position + 1;
            int token = lane.choose(draft.lastReadout(), next);
            if (!lane.emit(draft.event(token))) {
                return;
            }
            boolean guessed = i + 1 < drafts.size() && drafts.get(i + 1).last().token == token;
            if (!guessed) {
                lane.cache.truncate(next);
                startDrafts(token, next);
                return;
            }
        }
    }

    @Override
    public boolean finished() {
        return lane.finished();
    }
}
