package dev.muninn.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Question;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskFamily;
import dev.muninn.eval.task.Tasks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What guessing gets: the bounds below are what the README promises. */
class GuessingTest {
    private static final int PROBLEMS = 1000;

    static Stream<TaskFamily> families() {
        return Tasks.all().stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void guessesAreSeldomRight(TaskFamily family) {
        for (int difficulty = family.easiest(); difficulty <= family.hardest(); difficulty++) {
            Guessing guessing = Guessing.of(problems(family, difficulty));
            double bound = family == Tasks.ROADS ? 0.56 : difficulty <= 3 ? 0.40 : 0.25;
            assertThat(guessing.best())
                    .as("%s %d %s", family, difficulty, guessing)
                    .isLessThan(bound);
        }
    }

    private static List<Example> problems(TaskFamily family, int difficulty) {
        return IntStream.range(0, PROBLEMS)
                .mapToObj(i -> family.example(21, i, difficulty, Split.TRAIN))
                .toList();
    }

    /** How many roads the two towns have tells next to nothing about the answer. */
    @Test
    void roadsCannotBeCounted() {
        for (int difficulty : new int[] {2, 6}) {
            Map<String, int[]> yesByDegrees = new HashMap<>();
            for (int i = 0; i < 10_000; i++) {
                Example example = Tasks.ROADS.example(22, i, difficulty, Split.TRAIN);
                String question = example.question().text();
                int[] count = yesByDegrees.computeIfAbsent(
                        degree(example, question.charAt(17)) + " " + degree(example, question.charAt(22)),
                        key -> new int[2]);
                count[example.answer().equals("yes") ? 1 : 0]++;
            }
            int right = yesByDegrees.values().stream()
                    .mapToInt(c -> Math.max(c[0], c[1]))
                    .sum();
            assertThat(right / 10_000.0).as("difficulty %d", difficulty).isLessThan(0.53);
        }
    }

    private static long degree(Example example, char town) {
        return example.context()
                .substring("Roads: ".length())
                .chars()
                .filter(c -> c == town)
                .count();
    }

    @Test
    void sharesAreThoseOfTheDefinition() {
        Example one = example("x has 3. y has 5. z has 3.", "3");
        Example two = example("x has 3. y has 9.", "9");
        Guessing guessing = Guessing.of(List.of(one, two, two, example("x has 9.", "3")));
        assertThat(guessing.majority()).isEqualTo(0.5);
        assertThat(guessing.lastMentioned()).isEqualTo(0.75);
        assertThat(guessing.mostMentioned()).isEqualTo(0.75);
        assertThat(guessing.elimination()).isCloseTo((1 + 0.5 + 0.5) / 4, within(1e-9));
        assertThat(guessing.best()).isEqualTo(0.75);
    }

    private static Example example(String context, String answer) {
        Question question = new Question("How many?", "", answer, 0);
        return new Example("any", 0, context, context, question, List.of(question));
    }
}
