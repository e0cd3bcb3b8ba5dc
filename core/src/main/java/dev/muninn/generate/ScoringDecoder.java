package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All positions to one depth, then read out in order. */
final class ScoringDecoder extends PromptDecoder {
    private final Scoring scoring;
    private final RecurrentModel model;
    /** (V) each, for as many rows as are ever read out in one tick: a long text's logits do not fit all at once. */
    private final List<float[]> logits = new ArrayList<>();

    private final float[] normed; // (C)

    ScoringDecoder(Scoring scoring, RecurrentModel model, KvCache cache) {
        super(new PromptRows(rows(scoring, model, cache)));
        this.scoring = scoring;
        this.model = model;
        this.normed = new float[model.config().width()];
    }

    private static List<Row> rows(Scoring scoring, RecurrentModel model, KvCache cache) {
        List<Row> rows = new ArrayList<>();
        for (int p = 0; p < scoring.tokens().length; p++) {
            Row row = new Row(cache, model.config().width());
            row.reset(scoring.tokens()[p], p);
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void onEmbedded() {
        for (Row row : pass.embedded()) {
            model.initState(row, scoring.init(), scoring.seed());
        }
    }

    @Override
    public void collectReadouts(List<Row> rows) {
        if (pass.afterStep() && pass.rows.getLast().step >= scoring.recurrences()) {
            pass.beginReadout();
        }
        int before = rows.size();
        pass.collectReadouts(rows);
        for (int i = before; i < rows.size(); i++) {
            if (logits.size() <= i - before) {
                logits.add(new float[model.config().vocab()]);
            }
            rows.get(i).logits = logits.get(i - before);
        }
    }

    @Override
    public @Nullable Decoder onReadout() {
        for (Row row : pass.readOut()) {
            model.normedState(row, normed);
            scoring.visitor().visit(row.position, Objects.requireNonNull(row.logits), normed);
            row.logits = null;
        }
        return pass.level() && pass.rows.getLast().step >= scoring.recurrences() ? null : this;
    }
}
