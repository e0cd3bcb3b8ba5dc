package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a grammar over bytes. Terms are told apart by identity; one that is used twice is shared. A {@link Rule} may contain
 * itself, as long as at least one byte is read before it does.
 */
abstract sealed class Term {
    /** One byte out of a set. */
    static final class Bytes extends Term {
        private final BitSet set = new BitSet(256);

        /** @param ranges the first and last byte of each, both included */
        Bytes(int... ranges) {
            for (int i = 0; i < ranges.length; i += 2) {
                set.set(ranges[i], ranges[i + 1] + 1);
            }
        }

        boolean contains(int value) {
            return set.get(value);
        }
    }

    /** Exactly these bytes. */
    static final class Literal extends Term {
        private final byte[] bytes;

        Literal(String text) {
            require(!text.isEmpty(), "a literal of a grammar is empty; leave it out");
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        int length() {
            return bytes.length;
        }

        int at(int index) {
            return bytes[index] & 0xFF;
        }
    }

    /** One after the other. */
    static final class Sequence extends Term {
        final List<Term> terms;

        Sequence(Term... terms) {
            this.terms = List.of(terms);
        }
    }

    /** Any one of them. */
    static final class Choice extends Term {
        final List<Term> terms;

        Choice(List<? extends Term> terms) {
            this.terms = List.copyOf(terms);
        }

        Choice(Term... terms) {
            this(List.of(terms));
        }
    }

    /** A term that reads at least a byte, several times. */
    static final class Repeat extends Term {
        static final int UNBOUNDED = Integer.MAX_VALUE;

        final Term term;
        final int least;
        final int most;

        Repeat(Term term, int least, int most) {
            this.term = term;
            this.least = least;
            this.most = most;
        }
    }

    /** A term with a place to be put into later, so that it may contain itself. */
    static final class Rule extends Term {
        static final int UNKNOWN = -1;

        /** At least so many bytes are in its shortest text, {@link Integer#MAX_VALUE} if it has none; or {@link #UNKNOWN}. */
        final int shortest;

        private @Nullable Term body;

        Rule() {
            this(UNKNOWN);
        }

        Rule(int shortest) {
            this.shortest = shortest;
        }

        void is(Term term) {
            body = term;
        }

        Term body() {
            Term found = body;
            if (found == null) {
                throw new IllegalStateException("a rule of a grammar was never given its body");
            }
            return found;
        }
    }

    /** Any bytes up to the first occurrence of a text, that text included. The input may end anywhere before it. */
    static final class Until extends Term {
        private final Literal text;
        /** By how much of the text is matched and what comes next: how much is matched then. */
        private final int[][] matched;

        Until(String text) {
            this.text = new Literal(text);
            this.matched = new int[this.text.length()][256];
            int fallback = 0; // as after the same bytes without the first (Knuth, Morris, Pratt 1977)
            for (int state = 0; state < matched.length; state++) {
                if (state > 0) {
                    matched[state] = matched[fallback].clone();
                }
                int next = this.text.at(state);
                int shorter = matched[state][next];
                matched[state][next] = state + 1;
                fallback = state == 0 ? 0 : shorter;
            }
        }

        int length() {
            return text.length();
        }

        int after(int already, int value) {
            return matched[already][value];
        }
    }

    /** Nothing at all. */
    static Term empty() {
        return new Sequence();
    }

    /** The term or nothing. */
    static Term optional(Term term) {
        return new Choice(term, empty());
    }
}
