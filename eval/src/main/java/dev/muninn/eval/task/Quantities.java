package dev.muninn.eval.task;

import dev.muninn.eval.task.Quantity.Op;
import dev.muninn.eval.task.QuantityGraph.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Grade-school problems as a graph: "Each Box has 3 more Pens than each Bag has Keys." and a question about one number. In
 * the manner of iGSM (Ye, Xu, Li and Allen-Zhu 2024, arXiv:2407.20311): numbers are defined through others, many of them do not
 * matter, and arithmetic is modulo 23 so that answers do not grow with the difficulty. At least six numbers, each told after
 * those it is made of.
 */
final class Quantities implements ProblemMaker {
    static final String NAME = "quantities";

    static final int MODULUS = 23;

    private static final String RULE = "All counts are mod " + MODULUS + ".";
    private static final List<String> BOXES = List.of("Bag", "Basket", "Box", "Crate", "Drawer", "Jar", "Shelf", "Tin");
    private static final List<String> THINGS = List.of("Books", "Coins", "Cups", "Keys", "Pens", "Rings");

    /** Numbers are 2 and more where a noun follows: no singular. */
    private static final Rules RULES = new Rules(
            List.of(Op.COPY, Op.PLUS, Op.PLUS, Op.MINUS, Op.MINUS, Op.TIMES, Op.TIMES, Op.SUM, Op.SUM),
            2,
            MODULUS - 1,
            2,
            9,
            5,
            MODULUS - 1,
            true);

    /** What is counted: the things in each box. */
    private record Count(String box, String things) {}

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int size = Math.max(6, difficulty + 3 + difficulty / 4);
        QuantityGraph graph = QuantityGraph.draw(random, RULES, difficulty, size);
        List<Count> counts = counts(random, size);
        List<String> statements = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            statements.add(statement(graph.get(i), counts, i));
            questions.add(question(graph, counts, i));
        }
        List<Statement> told = new ArrayList<>(List.of(Statement.plain(RULE)));
        for (int i = 0; i < size; i++) {
            told.add(new Statement(statements.get(i), graph.get(i).noted()));
        }
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(statements),
                told,
                questions.get(graph.asked()),
                random.shuffled(questions));
    }

    /** Few kinds of boxes and things, so that numbers share both. */
    private static List<Count> counts(TaskRandom random, int size) {
        List<String> boxes = random.some(BOXES, size <= 9 ? 4 : BOXES.size());
        List<String> things = random.some(THINGS, size <= 9 ? 3 : 4);
        List<Count> all = new ArrayList<>();
        for (String box : boxes) {
            for (String thing : things) {
                all.add(new Count(box, thing));
            }
        }
        return random.some(all, size);
    }

    private static String statement(Quantity quantity, List<Count> counts, int place) {
        Count count = counts.get(place);
        Count left = counts.get(quantity.left());
        Count right = counts.get(quantity.right());
        String things = count.things();
        String told = switch (quantity.op()) {
            case GIVEN -> quantity.constant() + " " + things;
            case COPY -> "as many " + things + " as " + other(left, count);
            case PLUS -> quantity.constant() + " more " + things + " than " + other(left, count);
            case MINUS -> quantity.constant() + " fewer " + things + " than " + other(left, count);
            case TIMES -> quantity.constant() + " times as many " + things + " as " + other(left, count);
            case SUM -> "as many " + things + " as there are " + in(left) + " and " + in(right) + " together";
            case DIFFERENCE -> throw new IllegalStateException("no difference is drawn");
        };
        return "Each " + count.box() + " has " + told + ".";
    }

    private static String other(Count other, Count than) {
        if (other.box().equals(than.box())) {
            return other.things();
        }
        return "each " + other.box() + (other.things().equals(than.things()) ? "" : " has " + other.things());
    }

    private static String in(Count count) {
        return count.things() + " in a " + count.box();
    }

    private static Question question(QuantityGraph graph, List<Count> counts, int place) {
        Count count = counts.get(place);
        Quantity asked = graph.get(place);
        String steps = graph.cone(place).stream()
                .map(i -> counts.get(i).things() + " in " + counts.get(i).box() + " = " + worked(graph, i) + ".")
                .collect(Collectors.joining(" "));
        return new Question(
                "How many " + count.things() + " does each " + count.box() + " have?",
                steps,
                Integer.toString(asked.value()),
                asked.depth());
    }

    /** "7 * 5 = 35 = 12 mod 23", or shorter where nothing has to be computed or reduced. */
    private static String worked(QuantityGraph graph, int place) {
        Quantity quantity = graph.get(place);
        int left = graph.get(quantity.left()).value();
        int right = graph.get(quantity.right()).value();
        int constant = quantity.constant();
        return switch (quantity.op()) {
            case GIVEN, COPY -> Integer.toString(quantity.value());
            case PLUS -> computed(left + " + " + constant, left + constant);
            case MINUS -> computed(left + " - " + constant, left - constant);
            case TIMES -> computed(left + " * " + constant, left * constant);
            case SUM -> computed(left + " + " + right, left + right);
            case DIFFERENCE -> computed(left + " - " + right, left - right);
        };
    }

    private static String computed(String expression, int raw) {
        int value = Math.floorMod(raw, MODULUS);
        return expression + " = " + raw + (raw == value ? "" : " = " + value + " mod " + MODULUS);
    }
}
