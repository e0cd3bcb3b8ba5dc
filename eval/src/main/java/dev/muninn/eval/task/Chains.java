package dev.muninn.eval.task;

import dev.muninn.eval.task.Quantity.Op;
import dev.muninn.eval.task.QuantityGraph.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Variables made of variables: "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?" All values are 0 to 30. At least six
 * variables, more with the difficulty, each after those it is made of, as a person would tell it: what a reader of one direction has to
 * put together backwards is another problem. One time in eight there is nothing but the chain, named a, b, c in order, as a person would type it.
 */
final class Chains implements ProblemMaker {
    static final String NAME = "chains";

    private static final Rules RULES = new Rules(
            List.of(Op.COPY, Op.PLUS, Op.PLUS, Op.MINUS, Op.MINUS, Op.TIMES, Op.TIMES, Op.SUM, Op.DIFFERENCE),
            1,
            20,
            1,
            9,
            4,
            30);

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        boolean bare = difficulty > 0 && random.oneIn(8);
        int size = bare ? difficulty + 1 : Math.max(6, difficulty + 3 + difficulty / 4);
        QuantityGraph graph = QuantityGraph.draw(random, RULES, difficulty, size);
        List<String> names = bare ? Words.LETTERS : random.some(Words.LETTERS, size);
        List<String> statements = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            statements.add("Let " + names.get(i) + " = " + right(graph.get(i), names) + ".");
            questions.add(question(graph, names, i));
        }
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(statements),
                told(graph, statements),
                questions.get(graph.asked()),
                random.shuffled(questions));
    }

    private static List<Statement> told(QuantityGraph graph, List<String> statements) {
        return IntStream.range(0, graph.size())
                .mapToObj(i -> new Statement(statements.get(i), graph.get(i).noted()))
                .toList();
    }

    private static Question question(QuantityGraph graph, List<String> names, int place) {
        List<String> values = IntStream.range(0, graph.size())
                .mapToObj(i -> Integer.toString(graph.get(i).value()))
                .toList();
        String steps = graph.cone(place).stream()
                .map(i -> names.get(i) + " = " + worked(graph.get(i), names, values) + ".")
                .collect(Collectors.joining(" "));
        Quantity asked = graph.get(place);
        return new Question("What is " + names.get(place) + "?", steps, Integer.toString(asked.value()), asked.depth());
    }

    /** "4 + 3 = 7", what it is made of as numbers; "b = 7" for a copy of b. */
    private static String worked(Quantity quantity, List<String> names, List<String> values) {
        return switch (quantity.op()) {
            case GIVEN -> right(quantity, names);
            case COPY -> right(quantity, names) + " = " + quantity.value();
            case PLUS, MINUS, TIMES, SUM, DIFFERENCE -> right(quantity, values) + " = " + quantity.value();
        };
    }

    private static String right(Quantity quantity, List<String> terms) {
        String left = terms.get(quantity.left());
        return switch (quantity.op()) {
            case GIVEN -> Integer.toString(quantity.constant());
            case COPY -> left;
            case PLUS -> left + " + " + quantity.constant();
            case MINUS -> left + " - " + quantity.constant();
            case TIMES -> left + " * " + quantity.constant();
            case SUM -> left + " + " + terms.get(quantity.right());
            case DIFFERENCE -> left + " - " + terms.get(quantity.right());
        };
    }
}
