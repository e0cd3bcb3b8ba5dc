package dev.muninn.sampling.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of code points (Unicode scalar values, so no surrogates), as ranges in order that neither touch nor overlap.
 */
record CodePoints(List<Range> ranges) {
    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    /** All of them. */
    static final CodePoints ALL = new CodePoints(
            List.of(new Range(0, FIRST_SURROGATE - 1), new Range(LAST_SURROGATE + 1, Character.MAX_CODE_POINT)));

    static final CodePoints NONE = new CodePoints(List.of());

    /** Both ends included. */
    record Range(int first, int last) {}

    CodePoints {
        ranges = List.copyOf(ranges);
    }

    /** @param ends the first and last code point of each range, both included; surrogates are left out */
    static CodePoints of(int... ends) {
        CodePoints all = NONE;
        for (int i = 0; i < ends.length; i += 2) {
            all = all.or(new CodePoints(List.of(new Range(ends[i], ends[i + 1]))));
        }
        return all.and(ALL);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    CodePoints or(CodePoints other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort((a, b) -> Integer.compare(a.first(), b.first()));
        List<Range> joined = new ArrayList<>();
        for (Range range : all) {
            Range before = joined.isEmpty() ? null : joined.getLast();
            if (before != null && range.first() <= before.last() + 1) {
                joined.set(joined.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                joined.add(range);
            }
        }
        return new CodePoints(joined);
    }

    CodePoints and(CodePoints other) {
        List<Range> both = new ArrayList<>();
        for (Range one : ranges) {
            for (Range two : other.ranges) {
                int first = Math.max(one.first(), two.first());
                int last = Math.min(one.last(), two.last());
                if (first <= last) {
                    both.add(new Range(first, last));
                }
            }
        }
        both.sort((a, b) -> Integer.compare(a.first(), b.first()));
        return new CodePoints(both);
    }

    CodePoints not() {
        List<Range> others = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            if (range.first() > from) {
                others.add(new Range(from, range.first() - 1));
            }
            from = range.last() + 1;
        }
        if (from <= Character.MAX_CODE_POINT) {
            others.add(new Range(from, Character.MAX_CODE_POINT));
        }
        return new CodePoints(others).and(ALL);
    }
}
