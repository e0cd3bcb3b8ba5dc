package dev.muninn.template;

import java.util.AbstractList;

/** Python's range. */
final class Range extends AbstractList<Object> {
    private static final int LONGEST = 100_000;

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    Range(long start, long stop, long step) {
        if (step == 0) {
            throw TemplateFailure.of("range() has step 0");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        double steps = Math.ceil(((double) stop - start) / step);
        if (steps > LONGEST) {
            throw TemplateFailure.of("range() has more than %s numbers", LONGEST);
        }
        this.size = (int) Math.max(0, steps);
    }

    /** Every {@code by}th number from the index {@code begin} up to {@code end}. */
    Range slice(long begin, long end, long by) {
        return new Range(start + begin * step, start + end * step, step * by);
    }

    @Override
    public Object get(int index) {
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return step == 1 ? "range(%s, %s)".formatted(start, stop) : "range(%s, %s, %s)".formatted(start, stop, step);
    }
}
