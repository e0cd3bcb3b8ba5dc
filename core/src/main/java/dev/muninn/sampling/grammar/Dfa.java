package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A regular set of texts: a deterministic finite automaton over code points, made from regular expressions (subset construction, Rabin and
 * Scott 1959) or by exploring states, closed under and, or and not. State 0 is the start; no transition means that nothing may follow.
 */
final class Dfa {
    private static final int MOST_STATES = 20_000;

    /** From the first to the last code point of a range to a state; a state's edges are in order and do not overlap. */
    private record Edge(int first, int last, int target) {}

    private final List<List<Edge>> edges;
    private final BitSet accepting;

    private Dfa(List<List<Edge>> edges, BitSet accepting) {
        this.edges = edges;
        this.accepting = accepting;
    }

    /**
     * All states that are reached from {@code start}.
     *
     * @param after what a state becomes with a letter; null where that must not follow
     */
    static <S> Dfa explore(
            S start, String alphabet, BiFunction<S, Character, @Nullable S> after, Predicate<S> accepts) {
        Explorer<S> explorer = new Explorer<>(accepts);
        explorer.number(start);
        for (S state = explorer.queue.poll(); state != null; state = explorer.queue.poll()) {
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < alphabet.length(); i++) {
                char letter = alphabet.charAt(i);
                S next = after.apply(state, letter);
                if (next != null) {
                    edges.add(new Edge(letter, letter, explorer.number(next)));
                }
            }
            edges.sort((a, b) -> Integer.compare(a.first(), b.first()));
            explorer.edges.add(edges);
        }
        return explorer.dfa();
    }

    /** Numbers states as they are met. */
    private static final class Explorer<S> {
        final Map<S, Integer> numbers = new HashMap<>();
        final ArrayDeque<S> queue = new ArrayDeque<>();
        final List<List<Edge>> edges = new ArrayList<>();
        final BitSet accepting = new BitSet();
        final Predicate<S> accepts;

        Explorer(Predicate<S> accepts) {
            this.accepts = accepts;
        }

        int number(S state) {
            Integer known = numbers.get(state);
            if (known != null) {
                return known;
            }
            int number = numbers.size();
            require(
                    number < MOST_STATES,
                    "a pattern has more than %d states; make it or its counts smaller",
                    MOST_STATES);
            numbers.put(state, number);
            accepting.set(number, accepts.test(state));
            queue.add(state);
            return number;
        }

        Dfa dfa() {
            return new Dfa(edges, accepting);
        }
    }

    /** The texts of a regular expression. */
    static Dfa of(Regex regex) {
        Nfa nfa = Nfa.of(regex);
        Explorer<BitSet> explorer = new Explorer<>(nfa::accepts);
        explorer.number(nfa.start());
        for (BitSet state = explorer.queue.poll(); state != null; state = explorer.queue.poll()) {
            List<Edge> edges = new ArrayList<>();
            List<Nfa.Letter> letters = nfa.letters(state);
            int[] cuts = cuts(letters);
            for (int i = 0; i + 1 < cuts.length; i++) {
                BitSet next = nfa.after(letters, cuts[i]);
                if (!next.isEmpty()) {
                    edges.add(new Edge(cuts[i], cuts[i + 1] - 1, explorer.number(next)));
                }
            }
            explorer.edges.add(edges);
        }
        return explorer.dfa();
    }

    /** Where ranges begin, and one past where they end. */
    private static int[] cuts(List<Nfa.Letter> letters) {
        TreeSet<Integer> cuts = new TreeSet<>();
        for (Nfa.Letter letter : letters) {
            for (CodePoints.Range range : letter.points().ranges()) {
                cuts.add(range.first());
                cuts.add(range.last() + 1);
            }
        }
        return cuts.stream().mapToInt(cut -> cut).toArray();
    }

    /** Texts of {@code least} to {@code most} code points; {@link Regex#UNBOUNDED} for no end. */
    static Dfa length(int least, int most) {
        return of(new Regex.Repeat(new Regex.Letter(CodePoints.ALL), least, most));
    }

    Dfa and(Dfa other) {
        return product(other, (one, two) -> one & two);
    }

    Dfa or(Dfa other) {
        return product(other, (one, two) -> one | two);
    }

    /** All other texts. */
    Dfa not() {
        return product(length(0, Regex.UNBOUNDED), (one, all) -> 1 - one);
    }

    /** A pair of states; −1 where one automaton has nothing more to say. */
    private record Pair(int one, int two) {}

    private Dfa product(Dfa other, IntBinaryOperator accepts) {
        Explorer<Pair> explorer =
                new Explorer<>(pair -> accepts.applyAsInt(accepts(pair.one()), other.accepts(pair.two())) == 1);
        explorer.number(new Pair(0, 0));
        for (Pair pair = explorer.queue.poll(); pair != null; pair = explorer.queue.poll()) {
            List<Edge> these = edges(pair.one());
            List<Edge> those = other.edges(pair.two());
            TreeSet<Integer> cuts = new TreeSet<>();
            for (List<Edge> list : List.of(these, those)) {
                for (Edge edge : list) {
                    cuts.add(edge.first());
                    cuts.add(edge.last() + 1);
                }
            }
            List<Edge> edges = new ArrayList<>();
            int from = -1;
            for (int cut : cuts) {
                if (from >= 0) {
                    Pair next = new Pair(target(these, from), target(those, from));
                    if (next.one() >= 0 || next.two() >= 0) {
                        edges.add(new Edge(from, cut - 1, explorer.number(next)));
                    }
                }
                from = cut;
            }
            explorer.edges.add(edges);
        }
        return explorer.dfa();
    }

    private int accepts(int state) {
        return state >= 0 && accepting.get(state) ? 1 : 0;
    }

    private List<Edge> edges(int state) {
        return state < 0 ? List.of() : edges.get(state);
    }

    private static int target(List<Edge> edges, int point) {
        for (Edge edge : edges) {
            if (edge.first() <= point && point <= edge.last()) {
                return edge.target();
            }
        }
        return -1;
    }

    /** Whether it accepts a text, for tests and for values that are known. */
    boolean accepts(String text) {
        int state = 0;
        for (int point : text.codePoints().toArray()) {
            state = target(edges(state), point);
            if (state < 0) {
                return false;
            }
        }
        return accepting.get(state);
    }

    /** Code points to the end of the shortest text from each state; {@link Integer#MAX_VALUE} where there is none. */
    private int[] distances() {
        int[] distance = new int[edges.size()];
        Arrays.fill(distance, Integer.MAX_VALUE);
        List<List<Integer>> sources = new ArrayList<>();
        edges.forEach(list -> sources.add(new ArrayList<>()));
        for (int state = 0; state < edges.size(); state++) {
            for (Edge edge : edges.get(state)) {
                sources.get(edge.target()).add(state);
            }
        }
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        accepting.stream().forEach(state -> {
            distance[state] = 0;
            queue.add(state);
        });
        for (Integer state = queue.poll(); state != null; state = queue.poll()) {
            for (int source : sources.get(state)) {
                if (distance[source] == Integer.MAX_VALUE) {
                    distance[source] = distance[state] + 1;
                    queue.add(source);
                }
            }
        }
        return distance;
    }

    /** Whether certainly all its texts have {@code least} to {@code most} code points. */
    boolean hasLength(int least, int most) {
        int[] distance = distances();
        return distance[0] >= least && (most == Regex.UNBOUNDED || longest(distance) <= most);
    }

    /** Code points of the longest text; {@link Integer#MAX_VALUE} if there is none. By layers: a text that visits more states than there are goes round. */
    private int longest(int[] distance) {
        BitSet layer = new BitSet();
        layer.set(0);
        int longest = 0;
        for (int length = 0; !layer.isEmpty(); length++) {
            if (length > edges.size()) {
                return Integer.MAX_VALUE;
            }
            longest = layer.intersects(accepting) ? length : longest;
            BitSet next = new BitSet();
            layer.stream()
                    .forEach(state -> edges.get(state).stream()
                            .filter(edge -> distance[edge.target()] < Integer.MAX_VALUE)
                            .forEach(edge -> next.set(edge.target())));
            layer = next;
        }
        return longest;
    }

    /** Whether it accepts no text at all. */
    boolean isEmpty() {
        return distances()[0] == Integer.MAX_VALUE;
    }

    /** The texts as a term; not for an empty set. {@code spelled} writes the code points of a set as bytes. */
    Term term(Function<CodePoints, Term> spelled) {
        int[] distance = distances();
        require(distance[0] < Integer.MAX_VALUE, "no text at all is accepted");
        List<Term.Rule> rules = new ArrayList<>();
        for (int steps : distance) {
            rules.add(new Term.Rule(steps));
        }
        Map<CodePoints, Term> letters = new HashMap<>();
        for (int state = 0; state < rules.size(); state++) {
            Map<Integer, CodePoints> byTarget = new HashMap<>();
            for (Edge edge : edges.get(state)) {
                if (distance[edge.target()] < Integer.MAX_VALUE) { // never into a dead end
                    byTarget.merge(edge.target(), CodePoints.of(edge.first(), edge.last()), CodePoints::or);
                }
            }
            List<Term> ways = new ArrayList<>();
            byTarget.forEach((target, points) ->
                    ways.add(new Term.Sequence(letters.computeIfAbsent(points, spelled), rules.get(target))));
            if (accepting.get(state)) {
                ways.add(Term.empty());
            }
            rules.get(state).is(new Term.Choice(ways));
        }
        return rules.getFirst();
    }
}
