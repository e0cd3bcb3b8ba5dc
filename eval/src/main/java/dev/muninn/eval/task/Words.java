package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;

/** The few words that problems share: every word more is a word that a small model has to learn. */
final class Words {
    static final List<String> LETTERS =
            "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(Character::toString).toList();
    static final List<String> PEOPLE = List.of("Ann", "Ben", "Eve", "Ida", "Max", "Sue", "Tom", "Zoe");

    private Words() {}

    /** "1 pen", "2 pens". */
    static String counted(int count, String noun) {
        return count + " " + (count == 1 ? noun : noun + "s");
    }

    /** Statements as one line of text. */
    static String sentences(List<String> statements) {
        return String.join(" ", statements);
    }

    /** The content of a context whose statements may stand in any order. */
    static String anyOrder(List<String> statements) {
        return sentences(statements.stream().sorted().toList());
    }

    /** {@code first} and some of the others, {@code count} in all, in random order. */
    static List<Question> withOthers(TaskRandom random, Question first, List<Question> others, int count) {
        List<Question> chosen = new ArrayList<>(random.shuffled(others));
        chosen = chosen.subList(0, Math.min(count - 1, chosen.size()));
        chosen.add(first);
        return random.shuffled(chosen);
    }
}
