package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.HashMap;
import java.util.Map;

/** A set of texts, as bytes. Immutable; any number of answers may be held to it. */
public final class Grammar {
    private static final int ENDLESS = Integer.MAX_VALUE;

    private final Term root;

    Grammar(Term root) {
        require(shortest(root) < ENDLESS, "no text is finite that it asks for: something always contains itself");
        this.root = root;
    }

    private static int shortest(Term root) {
        try {
            return new Lengths().of(root);
        } catch (StackOverflowError e) {
            throw new MuninnException("the form that is asked for is nested too deeply; make it flatter", e);
        }
    }

    /** The texts of both. */
    public Grammar or(Grammar other) {
        return new Grammar(new Term.Choice(root, other.root));
    }

    Term root() {
        return root;
    }

    /** The shortest text of every term, in bytes. A rule counts as endless until something shorter is found. */
    private static final class Lengths {
        private final Map<Term, Integer> rules = new HashMap<>();
        private boolean changed;

        int of(Term root) {
            int length;
            do {
                changed = false;
                length = length(root, new HashMap<>());
            } while (changed);
            return length;
        }

        /** @param seen the lengths found in this round; a rule being looked at has that of the last one */
        private int length(Term term, Map<Term, Integer> seen) {
            Integer known = seen.get(term);
            if (known != null) {
                return known;
            }
            if (term instanceof Term.Rule rule && rule.shortest != Term.Rule.UNKNOWN) {
                return rule.shortest; // a rule for every state of a regular set: too many to follow by recursion
            }
            if (term instanceof Term.Rule) {
                seen.put(term, rules.getOrDefault(term, ENDLESS));
            }
            int length = switch (term) {
                case Term.Bytes bytes -> 1;
                case Term.Literal literal -> literal.length();
                case Term.Until until -> 0;
                case Term.Sequence sequence -> {
                    long sum = 0;
                    for (Term part : sequence.terms) {
                        sum += length(part, seen);
                        if (part instanceof Term.Until) {
                            break; // the text may end in it
                        }
                    }
                    yield clamp(sum);
                }
                case Term.Choice choice -> {
                    int least = ENDLESS;
                    for (Term part : choice.terms) {
                        least = Math.min(least, length(part, seen));
                    }
                    yield least;
                }
                case Term.Repeat repeat ->
                    repeat.least == 0 ? 0 : clamp((long) repeat.least * length(repeat.term, seen));
                case Term.Rule rule -> length(rule.body(), seen);
            };
            seen.put(term, length);
            if (term instanceof Term.Rule && rules.getOrDefault(term, ENDLESS) > length) {
                rules.put(term, length);
                changed = true;
            }
            return length;
        }

        private static int clamp(long length) {
            return (int) Math.min(length, ENDLESS);
        }
    }
}
