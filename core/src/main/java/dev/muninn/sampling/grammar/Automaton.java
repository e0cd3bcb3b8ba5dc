package dev.muninn.sampling.grammar;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes against a grammar: a pushdown automaton whose states, sets of stacks, are made deterministic as they are met. For one
 * thread; it only grows by what is read.
 */
final class Automaton {
    /**
     * Stacks of a state at most. Schemas that can be read in very many ways at once have more; of those, some ways are left out, and
     * what is written is right all the same.
     */
    private static final int MOST_STACKS = 2000;
    /**
     * What is still to be read: a term, of which some is read already, and what follows. Interned, so compared by identity.
     *
     * @param done bytes of a literal, rounds of a repetition, matched bytes of an until
     */
    private record Stack(Term term, int done, @Nullable Stack below) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stack stack && stack.term == term && stack.done == done && stack.below == below;
        }

        @Override
        public int hashCode() {
            return (System.identityHashCode(term) * 31 + done) * 31 + System.identityHashCode(below);
        }
    }

    /** All that may follow after the bytes so far. */
    final class State {
        /** Stacks whose top reads a byte. */
        private final List<Stack> stacks;

        private final boolean complete;
        /** By the byte that follows; null where it was not asked for yet, {@link #refused} where none may follow. */
        private final @Nullable State[] next = new State[256];

        private State(Set<Stack> stacks, boolean complete) {
            this.stacks = List.copyOf(stacks);
            this.complete = complete;
        }

        /** Whether the text may end here. */
        boolean complete() {
            return complete;
        }

        /** The state after a byte, 0 to 255; null if it must not follow. */
        @Nullable
        State after(int value) {
            State after = next[value];
            if (after == null) {
                State step = step(this, value);
                after = step == null ? refused : step;
                next[value] = after;
            }
            return after == refused ? null : after;
        }
    }

    /** A state by its stacks; the same set of interned stacks in any order. */
    private record Key(Set<Stack> stacks, boolean complete) {}

    private final Map<Stack, Stack> stacks = new HashMap<>();
    private final Map<Key, State> states = new HashMap<>();
    private final State refused = new State(Set.of(), false);
    private final State start;

    Automaton(Grammar grammar) {
        Closure closure = new Closure();
        closure.add(stack(grammar.root(), 0, null));
        this.start = closure.state();
    }

    /** Nothing is read. */
    State start() {
        return start;
    }

    private Stack stack(Term term, int done, @Nullable Stack below) {
        Stack stack = new Stack(term, done, below);
        Stack known = stacks.putIfAbsent(stack, stack);
        return known == null ? stack : known;
    }

    private @Nullable State step(State state, int value) {
        Closure closure = new Closure();
        for (Stack stack : state.stacks) {
            switch (stack.term) {
                case Term.Bytes bytes when bytes.contains(value) -> closure.add(stack.below);
                case Term.Literal literal
                when literal.at(stack.done) == value ->
                    closure.add(
                            stack.done + 1 == literal.length()
                                    ? stack.below
                                    : stack(literal, stack.done + 1, stack.below));
                case Term.Until until -> {
                    int matched = until.after(stack.done, value);
                    closure.add(matched == until.length() ? stack.below : stack(until, matched, stack.below));
                }
                default -> {}
            }
        }
        return closure.isEmpty() ? null : closure.state();
    }

    /** Opens terms until every stack has one on top that reads a byte. */
    private final class Closure {
        private final Set<Stack> seen = new HashSet<>();
        private final Set<Stack> reading = new LinkedHashSet<>();
        private boolean complete;

        boolean isEmpty() {
            return reading.isEmpty() && !complete;
        }

        State state() {
            return states.computeIfAbsent(new Key(reading, complete), key -> new State(key.stacks(), key.complete()));
        }

        /** @param stack null if nothing is left to read */
        void add(@Nullable Stack stack) {
            if (stack == null) {
                complete = true;
            } else if (reading.size() < MOST_STACKS && seen.add(stack)) {
                open(stack);
            }
        }

        private void open(Stack stack) {
            switch (stack.term) {
                case Term.Bytes bytes -> reading.add(stack);
                case Term.Literal literal -> reading.add(stack);
                case Term.Until until -> {
                    reading.add(stack);
                    complete = true;
                }
                case Term.Sequence sequence -> {
                    Stack top = stack.below;
                    for (Term part : sequence.terms.reversed()) {
                        top = stack(part, 0, top);
                    }
                    add(top);
                }
                case Term.Choice choice -> {
                    for (Term part : choice.terms) {
                        add(stack(part, 0, stack.below));
                    }
                }
                case Term.Repeat repeat -> {
                    if (stack.done >= repeat.least) {
                        add(stack.below);
                    }
                    if (stack.done < repeat.most) {
                        // Past the least number of rounds an endless repetition stays the same, and so does its state.
                        boolean counts = repeat.most != Term.Repeat.UNBOUNDED || stack.done < repeat.least;
                        add(stack(repeat.term, 0, stack(repeat, stack.done + (counts ? 1 : 0), stack.below)));
                    }
                }
                case Term.Rule rule -> add(stack(rule.body(), 0, stack.below));
            }
        }
    }

    /** The state after {@code bytes}; null as soon as one must not follow. */
    static @Nullable State read(State state, byte[] bytes) {
        State reached = state;
        for (int i = 0; i < bytes.length && reached != null; i++) {
            reached = reached.after(bytes[i] & 0xFF);
        }
        return reached;
    }

    /** States met so far, for tests. */
    int size() {
        return states.size();
    }
}
