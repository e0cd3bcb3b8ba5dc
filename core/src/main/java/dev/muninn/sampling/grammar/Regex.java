package dev.muninn.sampling.grammar;

import java.util.List;

/** A regular expression over code points, as a tree. */
sealed interface Regex {
    int UNBOUNDED = Integer.MAX_VALUE;

    /** One code point of a set. */
    record Letter(CodePoints points) implements Regex {}

    /** One after the other; none at all for the empty text. */
    record Sequence(List<Regex> parts) implements Regex {}

    /** Any one of them. */
    record Choice(List<Regex> parts) implements Regex {}

    /** Several times, {@link #UNBOUNDED} for as often as one likes. */
    record Repeat(Regex part, int least, int most) implements Regex {}

    /** Any text. */
    static Regex any() {
        return new Repeat(new Letter(CodePoints.ALL), 0, UNBOUNDED);
    }
}
