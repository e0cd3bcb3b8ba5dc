package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A regular expression as a nondeterministic automaton (Thompson 1968); counted repetitions are written out. */
final class Nfa {
    private static final int MOST_STATES = 100_000;

    /** A state that reads one code point. */
    record Letter(CodePoints points, int target) {}

    private final List<List<Integer>> free = new ArrayList<>();
    private final List<List<Letter>> letters = new ArrayList<>();
    private int end;

    private Nfa() {}

    static Nfa of(Regex regex) {
        Nfa nfa = new Nfa();
        int start = nfa.state();
        nfa.end = nfa.add(regex, start);
        return nfa;
    }

    private int state() {
        require(free.size() < MOST_STATES, "a pattern is too large when its counts are written out; make them smaller");
        free.add(new ArrayList<>());
        letters.add(new ArrayList<>());
        return free.size() - 1;
    }

    /** Adds it behind {@code from}; returns where it ends. */
    private int add(Regex regex, int from) {
        return switch (regex) {
            case Regex.Letter letter -> {
                int to = state();
                letters.get(from).add(new Letter(letter.points(), to));
                yield to;
            }
            case Regex.Sequence sequence -> {
                int at = from;
                for (Regex part : sequence.parts()) {
                    at = add(part, at);
                }
                yield at;
            }
            case Regex.Choice choice -> {
                int to = state();
                for (Regex part : choice.parts()) {
                    int begin = state();
                    free.get(from).add(begin);
                    free.get(add(part, begin)).add(to);
                }
                yield to;
            }
            case Regex.Repeat repeat -> repeat(repeat, from);
        };
    }

    private int repeat(Regex.Repeat repeat, int from) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            at = add(repeat.part(), at);
        }
        int to = state();
        if (repeat.most() == Regex.UNBOUNDED) {
            int loop = state();
            free.get(at).add(loop);
            free.get(add(repeat.part(), loop)).add(loop);
            free.get(loop).add(to);
            return to;
        }
        free.get(at).add(to);
        for (int i = repeat.least(); i < repeat.most(); i++) {
            int begin = state();
            free.get(at).add(begin);
            at = add(repeat.part(), begin);
            free.get(at).add(to);
        }
        return to;
    }

    BitSet start() {
        BitSet states = new BitSet();
        reach(0, states);
        return states;
    }

    private void reach(int state, BitSet into) {
        List<Integer> open = new ArrayList<>(List.of(state));
        while (!open.isEmpty()) {
            int next = open.removeLast();
            if (!into.get(next)) {
                into.set(next);
                open.addAll(free.get(next));
            }
        }
    }

    boolean accepts(BitSet states) {
        return states.get(end);
    }

    /** The letters that may follow a set of states. */
    List<Letter> letters(BitSet states) {
        List<Letter> all = new ArrayList<>();
        states.stream().forEach(state -> all.addAll(letters.get(state)));
        return all;
    }

    /** The states after one of {@code letters} has read a code point. */
    BitSet after(List<Letter> letters, int point) {
        BitSet states = new BitSet();
        for (Letter letter : letters) {
            for (CodePoints.Range range : letter.points().ranges()) {
                if (range.first() <= point && point <= range.last()) {
                    reach(letter.target(), states);
                }
            }
        }
        return states;
    }
}
