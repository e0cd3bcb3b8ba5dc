package dev.muninn.eval.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AnswererTest {
    private static final char END_OF_TURN = 4;

    private final OracleModels models = new OracleModels(
            OracleModels.facts(),
            new ProofOptions(new TreeSet<>(Set.of(4)), true, Optional.of(3), 1),
            OracleModels.DIFFICULTY,
            List.of());
    private final Plan plan = Plan.of(models.training(), models.options());
    private final List<Example> problems = plan.pooled(plan.trainedLevels(), 24);

    /** However the answer ended. */
    @Test
    void aPositionTakesTheRecurrencesItIsGiven() {
        requireEight('\n', Set.of());
        requireEight(END_OF_TURN, Set.of((int) END_OF_TURN));
    }

    private void requireEight(char end, Set<Integer> stopTokens) {
        try (Subject subject = OracleModels.subject(problems, end, stopTokens)) {
            Answerer answerer = new Answerer(subject, new Context(models, subject, plan, Watch.NONE, 1));
            assertThat(answerer.answer(problems, Form.DIRECT, 1, request -> request.recurrences(8)))
                    .hasSameSizeAs(problems)
                    .allMatch(Answer::right)
                    .allMatch(answer -> answer.recurrences() == 8);
        }
    }
}
