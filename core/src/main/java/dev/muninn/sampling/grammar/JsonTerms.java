package dev.muninn.sampling.grammar;

import java.util.List;

/**
 * The pieces of JSON as terms. Space is bounded, so that every answer gets on: one may follow a comma or a colon, none is anywhere
 * else. Integers have at most 18 digits, which a long holds; other numbers at most 15 before the point and 15 after it.
 */
final class JsonTerms {
    private static final int MOST_DIGITS = 15;
    private static final int DEEPEST = 32;

    private static final Term SPACE = Term.optional(new Term.Literal(" "));
    static final Term COMMA = new Term.Sequence(new Term.Literal(","), SPACE);
    static final Term COLON = new Term.Sequence(new Term.Literal(":"), SPACE);
    static final Term NULL = new Term.Literal("null");
    static final Term BOOLEAN = new Term.Choice(new Term.Literal("true"), new Term.Literal("false"));
    static final Term INTEGER = integer(18);
    static final Term NUMBER = number();
    private static final Term CHARACTER = character();
    static final Term STRING = string(0, Term.Repeat.UNBOUNDED);
    /** Any object; what is in it nests at most {@value #DEEPEST} deep. */
    static final Term OBJECT = free(DEEPEST).object;
    /** Anything, as deep. */
    static final Term VALUE = free(DEEPEST).value;

    private JsonTerms() {}

    /** A string of so many characters (code points), each perhaps escaped. */
    static Term string(int least, int most) {
        return new Term.Sequence(
                new Term.Literal("\""), new Term.Repeat(CHARACTER, least, most), new Term.Literal("\""));
    }

    static Term array(Term item, int least, int most) {
        Term items = most == 0
                ? Term.empty()
                : new Term.Sequence(
                        item,
                        new Term.Repeat(
                                new Term.Sequence(COMMA, item),
                                Math.max(0, least - 1),
                                most == Term.Repeat.UNBOUNDED ? most : most - 1));
        return new Term.Sequence(
                new Term.Literal("["), least == 0 ? Term.optional(items) : items, new Term.Literal("]"));
    }

    /** An array that begins with {@code first}, in their order; behind all of them, {@code item}s. */
    static Term tuple(List<Term> first, Term item, int least, int most) {
        int begun = Math.min(first.size(), most);
        Term rest = most <= first.size()
                ? Term.empty()
                : new Term.Repeat(
                        new Term.Sequence(COMMA, item),
                        Math.max(0, least - first.size()),
                        most == Term.Repeat.UNBOUNDED ? most : most - first.size());
        for (int i = begun - 1; i >= 0; i--) {
            Term more = new Term.Sequence(i == 0 ? Term.empty() : COMMA, first.get(i), rest);
            rest = i >= least ? Term.optional(more) : more;
        }
        return new Term.Sequence(new Term.Literal("["), rest, new Term.Literal("]"));
    }

    /** An object with keys of any name. */
    static Term map(Term value) {
        return map(STRING, value, 0, Term.Repeat.UNBOUNDED);
    }

    /** An object of so many entries, 0 or 1 at least. */
    static Term map(Term name, Term value, int least, int most) {
        if (most == 0) {
            return new Term.Literal("{}");
        }
        Term entry = new Term.Sequence(name, COLON, value);
        int more = most == Term.Repeat.UNBOUNDED ? most : most - 1;
        Term entries = new Term.Sequence(entry, new Term.Repeat(new Term.Sequence(COMMA, entry), 0, more));
        return new Term.Sequence(
                new Term.Literal("{"), least == 0 ? Term.optional(entries) : entries, new Term.Literal("}"));
    }

    private record Free(Term object, Term value) {}

    private static Free free(int depth) {
        Term scalar = new Term.Choice(STRING, NUMBER, BOOLEAN, NULL);
        Free free = new Free(map(scalar), scalar);
        for (int d = 1; d < depth; d++) {
            Term object = map(free.value);
            Term array = array(free.value, 0, Term.Repeat.UNBOUNDED);
            free = new Free(object, new Term.Choice(List.of(scalar, object, array)));
        }
        return free;
    }

    private static Term digits(int least, int most) {
        return new Term.Repeat(new Term.Bytes('0', '9'), least, most);
    }

    private static Term integer(int most) {
        Term natural = new Term.Choice(
                new Term.Literal("0"), new Term.Sequence(new Term.Bytes('1', '9'), digits(0, most - 1)));
        return new Term.Sequence(Term.optional(new Term.Literal("-")), natural);
    }

    private static Term number() {
        Term fraction = new Term.Sequence(new Term.Literal("."), digits(1, MOST_DIGITS));
        Term exponent = new Term.Sequence(
                new Term.Bytes('e', 'e', 'E', 'E'), Term.optional(new Term.Bytes('+', '+', '-', '-')), digits(1, 2));
        return new Term.Sequence(integer(MOST_DIGITS), Term.optional(fraction), Term.optional(exponent));
    }

    /** UTF-8 as RFC 3629 has it, without control characters, quotes and backslashes unless they are escaped. */
    private static Term character() {
        Term more = new Term.Bytes(0x80, 0xBF);
        return new Term.Choice(
                new Term.Bytes(' ', '!', '#', '[', ']', 0x7F),
                new Term.Sequence(new Term.Bytes(0xC2, 0xDF), more),
                new Term.Sequence(new Term.Bytes(0xE0, 0xE0), new Term.Bytes(0xA0, 0xBF), more),
                new Term.Sequence(new Term.Bytes(0xE1, 0xEC, 0xEE, 0xEF), more, more),
                new Term.Sequence(new Term.Bytes(0xED, 0xED), new Term.Bytes(0x80, 0x9F), more),
                new Term.Sequence(new Term.Bytes(0xF0, 0xF0), new Term.Bytes(0x90, 0xBF), more, more),
                new Term.Sequence(new Term.Bytes(0xF1, 0xF3), more, more, more),
                new Term.Sequence(new Term.Bytes(0xF4, 0xF4), new Term.Bytes(0x80, 0x8F), more, more),
                new Term.Sequence(new Term.Literal("\\"), escape()));
    }

    private static Term escape() {
        Term hex = new Term.Bytes('0', '9', 'a', 'f', 'A', 'F');
        // Halves of a surrogate pair are left out: such characters are written as they are.
        Term unit = new Term.Choice(
                new Term.Sequence(new Term.Bytes('0', '9', 'a', 'c', 'A', 'C', 'e', 'f', 'E', 'F'), hex, hex, hex),
                new Term.Sequence(new Term.Bytes('d', 'd', 'D', 'D'), new Term.Bytes('0', '7'), hex, hex));
        return new Term.Choice(
                new Term.Bytes('"', '"', '\\', '\\', '/', '/', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't', 't'),
                new Term.Sequence(new Term.Literal("u"), unit));
    }
}
