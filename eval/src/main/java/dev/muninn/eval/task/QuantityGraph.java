package dev.muninn.eval.task;

import dev.muninn.eval.task.Quantity.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Numbers that depend on one another; every one stands after those it is made of. One of them has the wanted depth and none is
 * deeper. Two numbers that are added or subtracted share nothing they depend on, so no step can be cancelled out of an answer.
 */
final class QuantityGraph {
    private static final int NONE = -1;

    private final TaskRandom random;
    private final Rules rules;
    private final List<Quantity> quantities = new ArrayList<>();
    private int asked = NONE;

    /**
     * @param ops what numbers are made with
     * @param leastGiven the least given number
     * @param mostGiven the greatest given number
     * @param leastConstant the least number to add or subtract
     * @param mostConstant the greatest number to add or subtract
     * @param mostFactor the greatest number to multiply with; the least is 2
     * @param most the greatest result; what is below zero or greater is not drawn
     */
    record Rules(
            List<Op> ops,
            int leastGiven,
            int mostGiven,
            int leastConstant,
            int mostConstant,
            int mostFactor,
            int most) {}

    private QuantityGraph(TaskRandom random, Rules rules) {
        this.random = random;
        this.rules = rules;
    }

    /** {@code size} numbers, at most 64, of which the asked one is {@code depth} operations deep. */
    static QuantityGraph draw(TaskRandom random, Rules rules, int depth, int size) {
        assert depth < size && size <= Long.SIZE : depth + " of " + size;
        QuantityGraph graph = new QuantityGraph(random, rules);
        List<Integer> path = random.some(IntStream.range(0, size).boxed().toList(), depth + 1);
        for (int place = 0; place < size; place++) {
            if (path.contains(place)) {
                graph.extendPath();
            } else {
                graph.addOther(depth);
            }
        }
        return graph;
    }

    List<Quantity> quantities() {
        return quantities;
    }

    Quantity get(int place) {
        return quantities.get(place);
    }

    int size() {
        return quantities.size();
    }

    /** The place of the number whose depth is the difficulty. */
    int asked() {
        return asked;
    }

    /** The places of what a number depends on and its own, each after those it is made of. */
    List<Integer> cone(int place) {
        long cone = get(place).cone();
        return IntStream.range(0, size()).filter(i -> contains(cone, i)).boxed().toList();
    }

    private void extendPath() {
        Quantity next = asked == NONE ? given() : derived(asked);
        asked = size();
        quantities.add(next);
    }

    private void addOther(int mostDepth) {
        List<Integer> usable = IntStream.range(0, size())
                .filter(i -> get(i).depth() < mostDepth)
                .boxed()
                .toList();
        quantities.add(usable.isEmpty() || random.oneIn(3) ? given() : derived(random.pick(usable)));
    }

    private Quantity given() {
        int value = random.between(rules.leastGiven(), rules.mostGiven());
        return new Quantity(Op.GIVEN, size(), size(), value, value, 0, 1L << size());
    }

    /** A number one operation deeper than {@code base}. */
    private Quantity derived(int base) {
        while (true) {
            Op op = random.pick(rules.ops());
            Optional<Quantity> drawn = switch (op) {
                case GIVEN -> Optional.empty();
                case COPY -> made(op, base, base, 0, get(base).value());
                case PLUS, MINUS -> withConstant(op, base);
                case TIMES -> times(base);
                case SUM, DIFFERENCE -> withOther(op, base);
            };
            if (drawn.isPresent()) {
                return drawn.get();
            }
        }
    }

    private Optional<Quantity> withConstant(Op op, int base) {
        int constant = random.between(rules.leastConstant(), rules.mostConstant());
        int value = get(base).value();
        return made(op, base, base, constant, op == Op.PLUS ? value + constant : value - constant);
    }

    private Optional<Quantity> times(int base) {
        int factor = random.between(2, rules.mostFactor());
        int value = get(base).value();
        return value == 0 ? Optional.empty() : made(Op.TIMES, base, base, factor, value * factor);
    }

    private Optional<Quantity> withOther(Op op, int base) {
        List<Integer> usable = IntStream.range(0, size())
                .filter(i -> get(i).depth() <= get(base).depth())
                .filter(i -> (get(i).cone() & get(base).cone()) == 0)
                .boxed()
                .toList();
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        int other = random.pick(usable);
        boolean swapped = random.oneIn(2);
        int left = swapped ? other : base;
        int right = swapped ? base : other;
        int a = get(left).value();
        int b = get(right).value();
        return made(op, left, right, 0, op == Op.SUM ? a + b : a - b);
    }

    /** The number, unless its value is out of range. */
    private Optional<Quantity> made(Op op, int left, int right, int constant, int value) {
        if (value < 0 || value > rules.most()) {
            return Optional.empty();
        }
        int depth = 1 + Math.max(get(left).depth(), get(right).depth());
        long cone = get(left).cone() | get(right).cone() | 1L << size();
        return Optional.of(new Quantity(op, left, right, constant, value, depth, cone));
    }

    private static boolean contains(long cone, int place) {
        return (cone >>> place & 1) != 0;
    }
}
