package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.events.ExitEvent;
import dev.muninn.events.PrefillEvent;
import dev.muninn.exit.NoExit;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.sampling.LogitsRule;
import dev.muninn.sampling.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every way of decoding keeps of one request: its tokens by position, its cache, what it spent, how it ended. */
final class Lane {
    final Request request;
    final RecurrentModel model;
    final KvCache cache;
    private final TokenListener listener;
    private final Sampler sampler;
    private final List<LogitsRule.Applied> rules;
    /** Logits as the rules leave them; empty without rules. */
    private final float[] ruled;

    private final Prefix.@Nullable Sharing sharing;
    private final List<TokenEvent> events = new ArrayList<>();
    private int[] tokens;
    private @Nullable Finish finish;
    private @Nullable TokenEvent ending;
    /** Positions at the start of the prompt that came from another text's cache. */
    private int reused;
    /** Positions from the start that are as a prefill of their tokens would have left them. */
    private int shareable;

    private int prefillRecurrences;
    private long corePasses;
    private long kvBytes;
    private long kvBytesPerToken;
    private final long startNanos = System.nanoTime();
    private long prefillNanos;
    private long endNanos;

    Lane(Request request, RecurrentModel model, KvCache cache, TokenListener listener) {
        this.request = request;
        this.model = model;
        this.cache = cache;
        this.listener = listener;
        this.rules = request.rules().stream().map(LogitsRule::start).toList();
        this.ruled = new float[rules.isEmpty() ? 0 : model.config().vocab()];
        this.sampler = new Sampler(model.config().vocab());
        this.sharing = Prefix.Sharing.of(request, model);
        this.tokens = Arrays.copyOf(request.prompt(), request.prompt().length + 64);
    }

    Prefix.@Nullable Sharing sharing() {
        return sharing;
    }

    /** The cache holds the first {@code positions} positions of the prompt already. */
    void reuse(int positions) {
        reused = positions;
    }

    int reused() {
        return reused;
    }

    /** What other texts may take over; null for nothing. */
    @Nullable
    Prefix prefix() {
        return sharing == null || shareable == 0 ? null : new Prefix(sharing, Arrays.copyOf(tokens, shareable), cache);
    }

    /** What is not known of the prompt, as one group at one depth; only the last row's logits are wanted. */
    ExitGroup prefillGroup() {
        List<Row> rows = new ArrayList<>();
        for (int p = reused; p < request.prompt().length; p++) {
            Row row = new Row(cache, model.config().width());
            row.reset(request.prompt()[p], p);
            rows.add(row);
        }
        rows.getLast().logits = new float[model.config().vocab()];
        return new ExitGroup(request, model, rows, true);
    }

    Row newRow() {
        Row row = new Row(cache, model.config().width());
        row.logits = new float[model.config().vocab()];
        return row;
    }

    /** Gives rows their first states. */
    void initStates(List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            model.initState(rows.get(i), request.init(), request.noiseSeed());
        }
    }

    /** Draws the token at {@code position} from logits, given the tokens before it. */
    int choose(float[] logits, int position) {
        float[] drawn = logits;
        if (ruled.length > 0) {
            System.arraycopy(logits, 0, ruled, 0, ruled.length);
            for (int i = 0; i < rules.size(); i++) {
                rules.get(i).apply(ruled, tokens, request.prompt().length, position);
            }
            drawn = ruled;
        }
        return sampler.sample(request.sampling(), drawn, 0, tokens, position, request.seed(), position);
    }

    void setToken(int position, int token) {
        if (position >= tokens.length) {
            tokens = Arrays.copyOf(tokens, position * 2);
        }
        tokens[position] = token;
    }

    int token(int position) {
        return tokens[position];
    }

    void countPass() {
        corePasses++;
    }

    void onPrefilled(ExitGroup prompt) {
        prefillRecurrences = prompt.last().step;
        shareable = request.prompt().length;
        corePasses = 1;
        prefillNanos = System.nanoTime() - startNanos;
        var event = new PrefillEvent();
        event.tokens = prompt.rows();
        event.recurrences = prefillRecurrences;
        event.commit();
    }

    /** A token is final. Returns whether the request goes on. */
    boolean emit(TokenEvent event) {
        setToken(event.position(), event.token());
        commit(event);
        if (request.exit().criterion() instanceof NoExit && !request.warmStart()) {
            shareable = event.position(); // every position before was thought about as the prompt was
        }
        if (request.stopTokens().contains(event.token())) {
            ending = event;
            return end(Finish.STOP);
        }
        events.add(event);
        if (!listener.onToken(event)) {
            return end(Finish.LISTENER);
        }
        if (events.size() >= request.maxTokens()) {
            return end(Finish.LENGTH);
        }
        return event.position() + 1 < model.config().context() || end(Finish.CONTEXT);
    }

    private static void commit(TokenEvent token) {
        var event = new ExitEvent();
        event.position = token.position();
        event.recurrences = token.recurrences();
        event.exited = token.exited();
        event.value = token.exitValue();
        event.commit();
    }

    /** Ends the request; its cache is measured, and given back by whoever runs the batch. Always false. */
    boolean end(Finish reason) {
        finish = reason;
        endNanos = System.nanoTime();
        kvBytes = cache.bytes();
        kvBytesPerToken = cache.bytesPerToken();
        return false;
    }

    boolean finished() {
        return finish != null;
    }

    /** Tokens that may still be emitted. */
    int remaining() {
        return request.maxTokens() - events.size();
    }

    Generated result() {
        Finish reason = finish;
        if (reason == null) {
            throw new IllegalStateException("the request is still running");
        }
        return new Generated(
                List.copyOf(events),
                Optional.ofNullable(ending),
                reason,
                request.prompt().length,
                reused,
                prefillRecurrences,
                corePasses,
                kvBytes,
                kvBytesPerToken,
                prefillNanos,
                endNanos - startNanos - prefillNanos);
    }
}
