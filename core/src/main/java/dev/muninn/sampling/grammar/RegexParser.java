package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the regular part of ECMAScript's patterns (ECMA-262 §22.2.1, with the flag u): letters, classes, groups, alternatives, counts;
 * anchors and look-aheads at the two ends. A pattern matches anywhere in a text unless it is anchored, as JSON Schema has it.
 */
final class RegexParser {
    private static final int MOST_REPEATS = 10_000;
    private static final int DEEPEST = 200;
    private static final CodePoints DIGIT = CodePoints.of('0', '9');
    private static final CodePoints WORD = CodePoints.of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    private static final CodePoints SPACE = CodePoints.of(
            '\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F,
            0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF);
    private static final CodePoints LINE_END = CodePoints.of('\n', '\n', '\r', '\r', 0x2028, 0x2029);

    private final String pattern;
    private int at;
    private int depth;

    private RegexParser(String pattern) {
        this.pattern = pattern;
    }

    /** The texts in which {@code pattern} is found. */
    static Dfa search(String pattern) {
        return new RegexParser(pattern).top(false);
    }

    /** The texts that are matched from their beginning to their end, anchors or not. */
    static Dfa match(String pattern) {
        return new RegexParser(pattern).top(true);
    }

    private Dfa top(boolean whole) {
        Dfa all = null;
        do {
            Dfa one = alternative(whole);
            all = all == null ? one : all.or(one);
        } while (accept('|'));
        if (at < pattern.length()) {
            throw wrong("')' without a group");
        }
        return all;
    }

    private Dfa alternative(boolean whole) {
        boolean anchored = accept('^') || whole;
        List<LookAhead> looks = new ArrayList<>();
        while (pattern.startsWith("(?=", at) || pattern.startsWith("(?!", at)) {
            if (!anchored) {
                throw wrong("a look-ahead that does not stand behind a '^' at the beginning");
            }
            looks.add(lookAhead());
        }
        List<Regex> parts = new ArrayList<>();
        if (!anchored) {
            parts.add(Regex.any());
        }
        parts.add(sequence());
        boolean ends = accept('$') || whole;
        if (!ends) {
            parts.add(Regex.any());
        }
        if (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            throw wrong("'%s' behind the end of the text".formatted(pattern.charAt(at)));
        }
        Dfa found = Dfa.of(new Regex.Sequence(parts));
        for (LookAhead look : looks) {
            Dfa ahead = Dfa.of(look.text());
            found = found.and(look.wanted() ? ahead : ahead.not());
        }
        return found;
    }

    /** @param text the whole texts that it sees ahead */
    private record LookAhead(Regex text, boolean wanted) {}

    private LookAhead lookAhead() {
        boolean wanted = pattern.charAt(at + 2) == '=';
        at += 3;
        List<Regex> choices = new ArrayList<>();
        do {
            List<Regex> parts = new ArrayList<>();
            parts.add(sequence());
            if (!accept('$')) {
                parts.add(Regex.any());
            }
            choices.add(new Regex.Sequence(parts));
        } while (accept('|'));
        expect(')', "the end of a look-ahead");
        return new LookAhead(new Regex.Choice(choices), wanted);
    }

    private Regex choice() {
        if (++depth > DEEPEST) {
            throw wrong("groups nested more than %d deep".formatted(DEEPEST));
        }
        List<Regex> parts = new ArrayList<>();
        do {
            parts.add(sequence());
        } while (accept('|'));
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Regex.Choice(parts);
    }

    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
            parts.add(repeated(atom()));
        }
        return new Regex.Sequence(parts);
    }

    private Regex repeated(Regex atom) {
        int least;
        int most;
        if (accept('*')) {
            least = 0;
            most = Regex.UNBOUNDED;
        } else if (accept('+')) {
            least = 1;
            most = Regex.UNBOUNDED;
        } else if (accept('?')) {
            least = 0;
            most = 1;
        } else if (accept('{')) {
            least = count();
            most = accept(',') ? at < pattern.length() && pattern.charAt(at) == '}' ? Regex.UNBOUNDED : count() : least;
            expect('}', "the end of a count");
            if (most < least) {
                throw wrong("a count that ends before it begins");
            }
        } else {
            return atom;
        }
        boolean _ = accept('?'); // lazy or not, the same texts match
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            throw wrong("a count behind a count");
        }
        return new Regex.Repeat(atom, least, most);
    }

    private int count() {
        int from = at;
        while (at < pattern.length() && Character.isDigit(pattern.charAt(at)) && at - from < 6) {
            at++;
        }
        int value = from == at ? -1 : Integer.parseInt(pattern, from, at, 10);
        if (value < 0 || value > MOST_REPEATS) {
            throw wrong("a count that is no number from 0 to %d; a '{' itself is written \\{".formatted(MOST_REPEATS));
        }
        return value;
    }

    private Regex atom() {
        int point = next();
        return switch (point) {
            case '(' -> group();
            case '[' -> new Regex.Letter(characterClass());
            case '.' -> new Regex.Letter(LINE_END.not());
            case '\\' -> new Regex.Letter(escape(false));
            case '^' -> throw wrong("'^' that is not at the beginning");
            case '*', '+', '?', '{', '}', ']' -> throw wrong("'%c' with nothing before it".formatted(point));
            default -> letter(point);
        };
    }

    private static Regex letter(int point) {
        return new Regex.Letter(CodePoints.of(point, point));
    }

    private Regex group() {
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (pattern.startsWith("?<", at) && !pattern.startsWith("?<=", at) && !pattern.startsWith("?<!", at)) {
            int end = pattern.indexOf('>', at);
            if (end < 0) {
                throw wrong("a group's name without '>'");
            }
            at = end + 1;
        } else if (pattern.startsWith("?", at)) {
            throw wrong("'(?', a look-around or flag within a pattern");
        }
        Regex inside = choice();
        expect(')', "the end of a group ('$' may stand at the end of the whole alone)");
        return inside;
    }

    private CodePoints characterClass() {
        boolean others = accept('^');
        CodePoints all = CodePoints.NONE;
        while (!accept(']')) {
            CodePoints first = member();
            boolean range = at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
            if (range) {
                at++;
                all = all.or(CodePoints.of(single(first), single(member())));
            } else {
                all = all.or(first);
            }
        }
        return others ? all.not() : all;
    }

    private CodePoints member() {
        int point = next();
        return point == '\\' ? escape(true) : CodePoints.of(point, point);
    }

    private int single(CodePoints points) {
        if (points.ranges().size() != 1
                || points.ranges().getFirst().first()
                        != points.ranges().getFirst().last()) {
            throw wrong("a range that begins or ends with a class");
        }
        return points.ranges().getFirst().first();
    }

    private CodePoints escape(boolean inClass) {
        int point = next();
        return switch (point) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.not();
            case 'w' -> WORD;
            case 'W' -> WORD.not();
            case 's' -> SPACE;
            case 'S' -> SPACE.not();
            case 't' -> CodePoints.of('\t', '\t');
            case 'n' -> CodePoints.of('\n', '\n');
            case 'r' -> CodePoints.of('\r', '\r');
            case 'f' -> CodePoints.of('\f', '\f');
            case 'v' -> CodePoints.of(0x0B, 0x0B);
            case '0' -> CodePoints.of(0, 0);
            case 'x' -> hex(2);
            case 'u' -> accept('{') ? braced() : hex(4);
            case 'b' -> {
                if (!inClass) {
                    throw wrong("\\b, a word's border");
                }
                yield CodePoints.of('\b', '\b');
            }
            default -> {
                if (Character.isLetterOrDigit(point)) {
                    throw wrong("\\%s, which is not regular or not known".formatted(Character.toString(point)));
                }
                yield CodePoints.of(point, point);
            }
        };
    }

    private CodePoints braced() {
        int end = pattern.indexOf('}', at);
        if (end < 0) {
            throw wrong("\\u{ without '}'");
        }
        CodePoints found = hex(end - at);
        at++;
        return found;
    }

    private CodePoints hex(int digits) {
        if (digits < 1 || digits > 6 || at + digits > pattern.length()) {
            throw wrong("a code of %d hexadecimal digits that is cut short or too long".formatted(digits));
        }
        int value;
        try {
            value = Integer.parseInt(pattern, at, at + digits, 16);
        } catch (NumberFormatException e) {
            throw wrong("'%s' where hexadecimal digits belong".formatted(pattern.substring(at, at + digits)));
        }
        CodePoints found =
                value < 0 || value > Character.MAX_CODE_POINT ? CodePoints.NONE : CodePoints.of(value, value);
        if (found.isEmpty()) {
            throw wrong("a code that is no character");
        }
        at += digits;
        return found;
    }

    private int next() {
        if (at >= pattern.length()) {
            throw wrong("an end where more is needed");
        }
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        return point;
    }

    private boolean accept(char wanted) {
        boolean there = at < pattern.length() && pattern.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char wanted, String what) {
        if (!accept(wanted)) {
            throw wrong("no '%c', %s".formatted(wanted, what));
        }
    }

    private MuninnException wrong(String what) {
        return new MuninnException(
                "the pattern '%s' has, before character %d, %s; wanted a regular expression without that"
                        .formatted(pattern.length() <= 80 ? pattern : pattern.substring(0, 80) + "…", at + 1, what));
    }
}
