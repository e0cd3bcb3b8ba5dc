package dev.muninn.eval.task;

import dev.muninn.eval.task.Quantity.Op;
import dev.muninn.eval.task.QuantityGraph.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Grade-school problems as a graph: "The Pens in each Box are 3 more than the Keys in each Bag." and a question about one number. In
 * the manner of iGSM (Ye, Xu, Li and Allen-Zhu 2024, arXiv:2407.20311): numbers are defined through others, many of them do not
 * matter; instead of a modulus, results that are below 0 or above 30 are not drawn. At least six numbers, each told after those it is
 * made of.
 */
final class Quantities implements ProblemMaker {
    static final String NAME = "quantities";

    private static final int MOST_QUESTIONS = 6;

    private static final List<String> BOXES = List.of("Bag", "Basket", "Box", "Crate", "Drawer", "Jar", "Shelf", "Tin");
    private static final List<String> THINGS = List.of("Books", "Coins", "Cups", "Keys", "Pens", "Rings");

    private static final Rules RULES = new Rules(
            List.of(Op.COPY, Op.PLUS, Op.PLUS, Op.MINUS, Op.MINUS, Op.TIMES, Op.TIMES, Op.SUM), 1, 20, 1, 9, 4, 30);

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
        List<Statement> told = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            told.add(new Statement(statements.get(i), graph.get(i).noted()));
        }
        Question asked = questions.get(graph.asked());
        List<Question> others = questions.stream().filter(q -> !q.equals(asked)).toList();
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(statements),
                told,
                asked,
                Words.withOthers(random, asked, others, MOST_QUESTIONS));
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
        String left = named(counts.get(quantity.left()));
        String right = named(counts.get(quantity.right()));
        int constant = quantity.constant();
        String told = switch (quantity.op()) {
            case GIVEN -> Integer.toString(constant);
            case COPY -> "as many as " + left;
            case PLUS -> constant + " more than " + left;
            case MINUS -> constant + " fewer than " + left;
            case TIMES -> constant + " times " + left;
            case SUM -> left + " and " + right + " together";
            case DIFFERENCE -> throw new IllegalStateException("no difference is drawn");
        };
        return "The " + counts.get(place).things() + " in each "
                + counts.get(place).box() + " are " + told + ".";
    }

    private static String named(Count count) {
        return "the " + count.things() + " in each " + count.box();
    }

    private static Question question(QuantityGraph graph, List<Count> counts, int place) {
        Count count = counts.get(place);
        Quantity asked = graph.get(place);
        String steps = graph.cone(place).stream()
                .map(i -> counts.get(i).things() + " in " + counts.get(i).box() + " = " + worked(graph, i) + ".")
                .collect(Collectors.joining(" "));
        return new Question(
                "How many " + count.things() + " are in each " + count.box() + "?",
                steps,
                Integer.toString(asked.value()),
                asked.depth());
    }

    /** "7 * 3 = 21", or the number alone where nothing has to be computed. */
    private static String worked(QuantityGraph graph, int place) {
        Quantity quantity = graph.get(place);
        int left = graph.get(quantity.left()).value();
        int right = graph.get(quantity.right()).value();
        String result = " = " + quantity.value();
        return switch (quantity.op()) {
            case GIVEN, COPY -> Integer.toString(quantity.value());
            case PLUS -> left + " + " + quantity.constant() + result;
            case MINUS -> left + " - " + quantity.constant() + result;
            case TIMES -> left + " * " + quantity.constant() + result;
            case SUM -> left + " + " + right + result;
            case DIFFERENCE -> throw new IllegalStateException("no difference is drawn");
        };
    }
}
