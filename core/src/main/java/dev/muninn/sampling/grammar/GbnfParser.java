package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a grammar in the notation of llama.cpp (GBNF): rules {@code name ::= ...} of literals, character classes, groups, alternatives and
 * repetitions, comments after {@code #}. A rule that begins with itself is refused: nothing would be read before it came again.
 */
final class GbnfParser {
    private static final int MOST_REPEATS = 10_000;
    private static final int DEEPEST = 200;

    private final String text;
    private final Map<String, Term.Rule> rules = new HashMap<>();
    private final Set<String> defined = new HashSet<>();
    /** What rules are called, for messages. */
    private final Map<Term.Rule, String> names = new HashMap<>();

    private int at;
    private int depth;

    GbnfParser(String text) {
        this.text = text;
    }

    Term root() {
        space(true);
        while (at < text.length()) {
            rule();
        }
        rules.keySet().stream()
                .filter(name -> !defined.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new MuninnException(
                            "the grammar uses the rule '%s', which it does not define".formatted(name));
                });
        if (!defined.contains("root")) {
            throw new MuninnException("the grammar has no rule 'root', with which a text would begin");
        }
        rules.values().forEach(rule -> requireProgress(rule, new ArrayList<>()));
        return named("root");
    }

    private void rule() {
        String name = name();
        space(false);
        if (!text.startsWith("::=", at)) {
            throw wrong("'::=' is wanted after the rule's name '%s'".formatted(name));
        }
        at += 3;
        if (!defined.add(name)) {
            throw wrong("the rule '%s' is defined twice".formatted(name));
        }
        space(true);
        named(name).is(choice(false));
        if (at < text.length() && text.charAt(at) == ')') {
            throw wrong("')' without a group");
        }
        space(true);
    }

    private Term.Rule named(String name) {
        Term.Rule rule = rules.computeIfAbsent(name, fresh -> new Term.Rule());
        names.put(rule, name);
        return rule;
    }

    /** @param inGroup whether line ends are mere space, as within parentheses */
    private Term choice(boolean inGroup) {
        if (++depth > DEEPEST) {
            throw wrong("groups are nested more than %d deep".formatted(DEEPEST));
        }
        List<Term> ways = new ArrayList<>();
        do {
            space(true);
            ways.add(sequence(inGroup));
        } while (accept('|'));
        depth--;
        return ways.size() == 1 ? ways.getFirst() : new Term.Choice(ways);
    }

    private Term sequence(boolean inGroup) {
        List<Term> parts = new ArrayList<>();
        while (at < text.length() && "|)".indexOf(text.charAt(at)) < 0 && !isEnd()) {
            parts.add(repeated(atom()));
            space(inGroup);
        }
        if (!inGroup && text.startsWith("\n", at)) {
            int line = at;
            space(true);
            if (at >= text.length() || text.charAt(at) != '|') {
                at = line; // a rule goes on in the next line where that begins with '|'
            }
        }
        return new Term.Sequence(parts.toArray(Term[]::new));
    }

    private boolean isEnd() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private Term atom() {
        char letter = text.charAt(at);
        return switch (letter) {
            case '"' -> literal();
            case '[' -> characterClass();
            case '.' -> {
                at++;
                yield Spelled.plain(CodePoints.ALL);
            }
            case '(' -> {
                at++;
                Term inside = choice(true);
                if (!accept(')')) {
                    throw wrong("')' is wanted at the end of a group");
                }
                yield inside;
            }
            default -> named(name());
        };
    }

    private Term repeated(Term term) {
        if (accept('*')) {
            return new Term.Repeat(term, 0, Term.Repeat.UNBOUNDED);
        }
        if (accept('+')) {
            return new Term.Repeat(term, 1, Term.Repeat.UNBOUNDED);
        }
        if (accept('?')) {
            return Term.optional(term);
        }
        if (!accept('{')) {
            return term;
        }
        int least = text.startsWith(",", at) ? 0 : count();
        int most = !accept(',') ? least : text.startsWith("}", at) ? Term.Repeat.UNBOUNDED : count();
        if (!accept('}') || most < least) {
            throw wrong("'{least,most}' is wanted, the least first");
        }
        return new Term.Repeat(term, least, most);
    }

    private int count() {
        int from = at;
        while (at < text.length() && at - from < 6 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int value = from == at ? -1 : Integer.parseInt(text, from, at, 10);
        if (value < 0 || value > MOST_REPEATS) {
            throw wrong("a count from 0 to %d is wanted".formatted(MOST_REPEATS));
        }
        return value;
    }

    private Term literal() {
        at++;
        StringBuilder letters = new StringBuilder();
        while (!accept('"')) {
            letters.appendCodePoint(point());
        }
        return letters.isEmpty() ? Term.empty() : new Term.Literal(letters.toString());
    }

    private Term characterClass() {
        at++;
        boolean others = accept('^');
        CodePoints all = CodePoints.NONE;
        while (!accept(']')) {
            int first = point();
            int last = first;
            if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                at++;
                last = point();
            }
            all = all.or(CodePoints.of(first, last));
        }
        CodePoints wanted = others ? all.not() : all;
        if (wanted.isEmpty()) {
            throw wrong("a class of no characters");
        }
        return Spelled.plain(wanted);
    }

    /** A code point of a literal or class, perhaps escaped. */
    private int point() {
        if (at >= text.length() || isEnd()) {
            throw wrong("a literal or class that does not end in its line");
        }
        int point = text.codePointAt(at);
        at += Character.charCount(point);
        if (point != '\\') {
            return point;
        }
        char kind = at < text.length() ? text.charAt(at++) : ' ';
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case '"', '\\', '[', ']', '-', '^' -> kind;
            default -> throw wrong("the escape '\\%c' is not known".formatted(kind));
        };
    }

    private int hex(int digits) {
        try {
            int value = Integer.parseInt(text, at, at + digits, 16);
            if (!CodePoints.of(value, value).isEmpty()) {
                at += digits;
                return value;
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw (MuninnException)
                    wrong("%d hexadecimal digits are wanted".formatted(digits)).initCause(e);
        }
        throw wrong("%d hexadecimal digits of a character are wanted".formatted(digits));
    }

    private String name() {
        int from = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw wrong("a rule's name, a literal, a class or a group is wanted");
        }
        return text.substring(from, at);
    }

    private static boolean isNamePart(char letter) {
        return letter >= 'a' && letter <= 'z'
                || letter >= 'A' && letter <= 'Z'
                || letter >= '0' && letter <= '9'
                || letter == '-'
                || letter == '_';
    }

    private boolean accept(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    /** Reads over space and comments; over line ends too if {@code lines}. */
    private void space(boolean lines) {
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (letter == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (letter == ' ' || letter == '\t' || lines && (letter == '\n' || letter == '\r')) {
                at++;
            } else {
                return;
            }
        }
    }

    private MuninnException wrong(String what) {
        int line = 1
                + (int) text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new MuninnException("the grammar, line %d: %s".formatted(line, what));
    }

    /** Refuses a rule that comes again before a byte is read. Returns whether {@code term} may be empty. */
    private boolean requireProgress(Term term, List<Term.Rule> open) {
        return switch (term) {
            case Term.Bytes bytes -> false;
            case Term.Literal literal -> false;
            case Term.Until until -> true;
            case Term.Sequence sequence -> {
                for (Term part : sequence.terms) {
                    if (!requireProgress(part, open)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Term.Choice choice -> {
                boolean empty = false;
                for (Term part : choice.terms) {
                    empty |= requireProgress(part, open);
                }
                yield empty;
            }
            case Term.Repeat repeat -> requireProgress(repeat.term, open) || repeat.least == 0;
            case Term.Rule rule -> {
                if (open.contains(rule)) {
                    throw new MuninnException(
                            "the grammar's rule '%s' begins with itself; write it so that something is read before"
                                    .formatted(names.get(rule)));
                }
                open.add(rule);
                boolean empty = requireProgress(rule.body(), open);
                open.removeLast();
                yield empty;
            }
        };
    }
}
