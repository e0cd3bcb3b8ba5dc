package dev.muninn.generate;

import dev.muninn.model.Row;
import java.util.List;

/** A pass over known tokens, of which some may move in a tick and some not; {@link PromptRows} says which. */
abstract class PromptDecoder implements Decoder {
    final PromptRows pass;

    PromptDecoder(PromptRows pass) {
        this.pass = pass;
    }

    @Override
    public final boolean isPrompt() {
        return true;
    }

    @Override
    public final int promptRows() {
        return pass.wanted();
    }

    @Override
    public final void grant(int rows) {
        pass.grant(rows);
    }

    @Override
    public final boolean betweenTokens() {
        return pass.isNew();
    }

    @Override
    public final void collectNew(List<Row> rows) {
        pass.collectNew(rows);
    }

    @Override
    public final void collectLive(List<Row> rows) {
        pass.collectLive(rows);
    }

    @Override
    public final void count(Census.Counter census) {
        pass.count(census);
    }
}
