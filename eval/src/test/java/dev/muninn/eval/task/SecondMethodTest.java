package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers, steps and difficulties against solvers that read the English text and nothing else. */
class SecondMethodTest {
    /** Of each difficulty; of every one the question asked and another are checked. */
    private static final int PROBLEMS = 1000;

    private static final int WITH_DELETIONS = 100;

    static Stream<TaskFamily> families() {
        return Tasks.all().stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void answersStepsAndDifficultiesAreRight(TaskFamily family) {
        Solver solver = Solver.of(family.name());
        for (int difficulty = family.easiest(); difficulty <= family.hardest(); difficulty++) {
            for (int index = 0; index < PROBLEMS; index++) {
                Example example = family.example(11, index, difficulty, Split.TRAIN);
                List<String> statements = solver.statements(example.context());
                assertThat(example.question().depth()).isEqualTo(difficulty);
                for (Question question : twoOf(example)) {
                    Solved solved = solver.solve(statements, question.text()).orElseThrow();
                    assertThat(solved.answer())
                            .as("%s %s", example.context(), question)
                            .isEqualTo(question.answer());
                    checkDepth(family, example, question, solved);
                    solver.checkSteps(statements, question);
                }
            }
        }
    }

    private static List<Question> twoOf(Example example) {
        Question other = example.questions().stream()
                .filter(q -> !q.equals(example.question()))
                .findFirst()
                .orElse(example.question());
        return List.of(example.question(), other);
    }

    private static void checkDepth(TaskFamily family, Example example, Question question, Solved solved) {
        assertThat(question.depth()).isLessThanOrEqualTo(example.difficulty());
        if (family == Tasks.ROADS && question.answer().equals("no")) {
            assertThat(solved.depth()).as("ways from both towns").isGreaterThanOrEqualTo(question.depth());
        } else {
            assertThat(solved.depth()).as("%s %s", example.context(), question).isEqualTo(question.depth());
        }
    }

    /** Without any one statement that the answer depends on, there is no answer or another one. */
    @ParameterizedTest
    @MethodSource("families")
    void everyStepIsNeeded(TaskFamily family) {
        Solver solver = Solver.of(family.name());
        for (int difficulty = family.easiest(); difficulty <= family.hardest(); difficulty++) {
            for (int index = 0; index < WITH_DELETIONS; index++) {
                Example example = family.example(12, index, difficulty, Split.TRAIN);
                Question question = example.question();
                List<String> statements = solver.statements(example.context());
                Solved solved = solver.solve(statements, question.text()).orElseThrow();
                assertThat(solved.needed().size()).isGreaterThanOrEqualTo(atLeastNeeded(family, question));
                for (int line : solved.needed()) {
                    List<String> fewer = new ArrayList<>(statements);
                    fewer.remove(line);
                    Optional<String> answer =
                            solver.solve(fewer, question.text()).map(Solved::answer);
                    assertThat(answer)
                            .as("%s %s without %s", example.context(), question.text(), statements.get(line))
                            .isNotEqualTo(Optional.of(question.answer()));
                }
            }
        }
    }

    /** Statements that n dependent steps have to take in. */
    private static int atLeastNeeded(TaskFamily family, Question question) {
        return switch (family.name()) {
            case "chains", "quantities", "hand-offs" -> question.depth() + 1;
            case "hops", "stories" -> question.depth();
            case "roads" -> question.answer().equals("yes") ? question.depth() : 0;
            default -> 1;
        };
    }

    /** No question of a context comes twice. */
    @ParameterizedTest
    @MethodSource("families")
    void questionsOfAContextDiffer(TaskFamily family) {
        for (int index = 0; index < 500; index++) {
            Example example =
                    family.example(13, index, index % 2 == 0 ? 5 : Math.max(1, family.easiest()), Split.TRAIN);
            List<String> texts =
                    example.questions().stream().map(Question::text).toList();
            assertThat(new HashSet<>(texts))
                    .as("%s", texts)
                    .hasSameSizeAs(texts)
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }
}
