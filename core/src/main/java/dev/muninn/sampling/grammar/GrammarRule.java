package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.LogitsRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds an answer to a grammar: whatever must not follow gets the logit −∞. The tokens that end a text are allowed where the grammar is
 * complete, and alone where nothing may follow. A draft that goes past the end is left as it is, since none of it is ever said.
 *
 * <p>The rule decides by the tokens that were generated and nothing else, so drafts and their checks agree, in every way of decoding.
 */
public final class GrammarRule implements LogitsRule {
    private final Grammar grammar;
    private final TokenTable tokens;
    private final Set<Integer> ends;

    /** @param ends tokens that end a text; at least one, or an answer could not end */
    public GrammarRule(Grammar grammar, TokenTable tokens, Set<Integer> ends) {
        require(
                !ends.isEmpty(),
                "the model has no token that ends a text (eos_token_id), so an answer in a given form could not end");
        for (char letter = ' '; letter <= '~'; letter++) {
            require(
                    tokens.spells(letter),
                    "the vocabulary has no token for '%s' alone, so an answer in a given form could not always be spelled",
                    letter);
        }
        this.grammar = grammar;
        this.tokens = tokens;
        this.ends = Set.copyOf(ends);
    }

    @Override
    public Applied start() {
        return new Masked();
    }

    private final class Masked implements Applied {
        private final Automaton automaton = new Automaton(grammar);
        private final Map<Automaton.State, BitSet> masks = new HashMap<>();
        /** After each token so far; null past the end. */
        private final List<Automaton.@Nullable State> states = new ArrayList<>();

        private final List<Integer> read = new ArrayList<>();

        @Override
        public void apply(float[] logits, int[] sequence, int from, int to) {
            Automaton.State state = state(sequence, from, to);
            if (state == null) {
                return;
            }
            BitSet allowed = masks.computeIfAbsent(state, this::allowed);
            if (allowed.isEmpty()) {
                throw stuck(sequence, from, to);
            }
            for (int id = 0; id < logits.length; id++) {
                if (!allowed.get(id)) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        }

        private BitSet allowed(Automaton.State state) {
            BitSet allowed = tokens.allowed(state);
            ends.forEach(end -> allowed.set(end, state.complete()));
            return allowed;
        }

        /** Reads on from where these tokens and those of the last call part. */
        private Automaton.@Nullable State state(int[] sequence, int from, int to) {
            int same = 0;
            while (same < read.size() && from + same < to && read.get(same) == sequence[from + same]) {
                same++;
            }
            read.subList(same, read.size()).clear();
            states.subList(same, states.size()).clear();
            for (int i = from + same; i < to; i++) {
                states.add(after(last(), sequence[i]));
                read.add(sequence[i]);
            }
            return last();
        }

        private Automaton.@Nullable State last() {
            return states.isEmpty() ? automaton.start() : states.getLast();
        }

        private Automaton.@Nullable State after(Automaton.@Nullable State state, int token) {
            boolean text = token < tokens.size() && tokens.bytes(token).length > 0 && !ends.contains(token);
            return state == null || !text ? null : Automaton.read(state, tokens.bytes(token));
        }

        private MuninnException stuck(int[] sequence, int from, int to) {
            StringBuilder text = new StringBuilder();
            for (int i = Math.max(from, to - 20); i < to; i++) {
                text.append(new String(tokens.bytes(sequence[i]), StandardCharsets.UTF_8));
            }
            return new MuninnException(
                    "no token of the model may follow after '%s': its vocabulary lacks a character of the form that is asked for"
                            .formatted(text));
        }
    }
}
