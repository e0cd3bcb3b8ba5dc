package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sums of many one-digit numbers: "Let a = 4 + 7 + 2. Let b = 5 + 1. What is a?" Five sums up to difficulty 4, then three; one has
 * as many additions as the difficulty says, none has more. Numbers are 1 to 9. (Added in pairs, n additions are log n deep.)
 */
final class Sums implements ProblemMaker {
    static final String NAME = "sums";

    private static final int MOST_WITH_FIVE = 4;

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int rows = difficulty <= MOST_WITH_FIVE ? 5 : 3;
        List<String> names = random.some(Words.LETTERS, rows);
        List<Statement> statements = new ArrayList<>();
        List<String> content = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int additions = row == 0 ? difficulty : random.between(1, difficulty);
            List<Integer> terms = IntStream.rangeClosed(0, additions)
                    .mapToObj(i -> random.between(1, 9))
                    .toList();
            int sum = terms.stream().mapToInt(Integer::intValue).sum();
            statements.add(new Statement(statement(names.get(row), terms), Integer.toString(sum)));
            content.add(statement(names.get(row), terms.stream().sorted().toList()));
            questions.add(question(names.get(row), terms));
        }
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(content),
                random.shuffled(statements),
                questions.getFirst(),
                random.shuffled(questions));
    }

    private static String statement(String name, List<Integer> terms) {
        return "Let " + name + " = " + terms.stream().map(String::valueOf).collect(Collectors.joining(" + ")) + ".";
    }

    private static Question question(String name, List<Integer> terms) {
        StringBuilder steps = new StringBuilder();
        int sum = terms.getFirst();
        for (int term : terms.subList(1, terms.size())) {
            steps.append(sum)
                    .append(" + ")
                    .append(term)
                    .append(" = ")
                    .append(sum + term)
                    .append(". ");
            sum += term;
        }
        steps.append(name).append(" = ").append(sum).append('.');
        return new Question("What is " + name + "?", steps.toString(), Integer.toString(sum), terms.size() - 1);
    }
}
