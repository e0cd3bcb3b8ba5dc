package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums of two long numbers: "Let a = 4821 + 9934. What is a?" Both have as many digits as the difficulty says: so many columns,
 * each waiting for the carry of the one before. In every second problem half of the columns add up to 9, so that carries run far. Five
 * sums up to difficulty 3, then three; none is longer.
 */
final class LongSums implements ProblemMaker {
    static final String NAME = "long-sums";

    private static final int MOST_WITH_FIVE = 3;

    /** A sum; digits from the right. */
    private record Pair(int[] left, int[] right) {
        long first() {
            return number(left);
        }

        long second() {
            return number(right);
        }

        private static long number(int[] digits) {
            long number = 0;
            for (int i = digits.length - 1; i >= 0; i--) {
                number = 10 * number + digits[i];
            }
            return number;
        }
    }

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int rows = difficulty <= MOST_WITH_FIVE ? 5 : 3;
        boolean nines = difficulty > 1 && random.oneIn(2);
        List<String> names = random.some(Words.LETTERS, rows);
        List<String> statements = new ArrayList<>();
        List<String> content = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            Pair pair = pair(random, row == 0 ? difficulty : random.between(1, difficulty), nines);
            String name = names.get(row);
            statements.add(statement(name, pair.first(), pair.second()));
            content.add(statement(name, Math.min(pair.first(), pair.second()), Math.max(pair.first(), pair.second())));
            questions.add(question(name, pair));
        }
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(content),
                Words.sentences(random.shuffled(statements)),
                questions.getFirst(),
                random.shuffled(questions));
    }

    private static Pair pair(TaskRandom random, int digits, boolean nines) {
        int[] left = new int[digits];
        int[] right = new int[digits];
        for (int i = 0; i < digits; i++) {
            boolean leading = i == digits - 1;
            boolean nine = nines && random.oneIn(2);
            left[i] = random.between(leading ? 1 : 0, leading && nine ? 8 : 9);
            right[i] = nine ? 9 - left[i] : random.between(leading ? 1 : 0, 9);
        }
        return new Pair(left, right);
    }

    private static String statement(String name, long first, long second) {
        return "Let " + name + " = " + first + " + " + second + ".";
    }

    /** Column by column from the right, a carry stands first: "8 + 9 = 17, carry 1. 1 + 4 + 9 = 14. a = 147." */
    private static Question question(String name, Pair pair) {
        int digits = pair.left().length;
        StringBuilder steps = new StringBuilder();
        int carry = 0;
        for (int i = 0; i < digits; i++) {
            int sum = carry + pair.left()[i] + pair.right()[i];
            steps.append(carry == 1 ? "1 + " : "")
                    .append(pair.left()[i])
                    .append(" + ")
                    .append(pair.right()[i])
                    .append(" = ")
                    .append(sum);
            carry = sum / 10;
            steps.append(carry == 1 && i < digits - 1 ? ", carry 1. " : ". ");
        }
        String answer = Long.toString(pair.first() + pair.second());
        steps.append(name).append(" = ").append(answer).append('.');
        return new Question("What is " + name + "?", steps.toString(), answer, digits);
    }
}
