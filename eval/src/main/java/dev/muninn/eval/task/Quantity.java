package dev.muninn.eval.task;

/**
 * A number that is given, or made of others.
 *
 * @param left place of the number it is made of; for {@link Op#GIVEN} its own
 * @param right place of the second number where there are two, otherwise {@code left}
 * @param constant the number in {@code left + constant} and its like
 * @param value what it is
 * @param depth operations from a given number to it, along the longest way
 * @param cone bit i is set where it depends on number i, or is number i
 */
record Quantity(Op op, int left, int right, int constant, int value, int depth, long cone) {
    enum Op {
        /** constant. */
        GIVEN,
        /** left. */
        COPY,
        /** left + constant. */
        PLUS,
        /** left - constant. */
        MINUS,
        /** left * constant. */
        TIMES,
        /** left + right. */
        SUM,
        /** left - right. */
        DIFFERENCE
    }

    /** The value to note behind its definition; nothing behind a given number. */
    String noted() {
        return op == Op.GIVEN ? "" : Integer.toString(value);
    }
}
