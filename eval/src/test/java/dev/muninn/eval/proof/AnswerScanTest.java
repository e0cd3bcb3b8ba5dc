package dev.muninn.eval.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.eval.proof.AnswerScan.Scanned;
import dev.muninn.eval.task.Example;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AnswerScanTest {
    private static final int[] DEPTHS = {1, 2, 4, 8};
    private static final char END_OF_TURN = 4;

    private final OracleModels models = new OracleModels(
            OracleModels.facts(),
            new ProofOptions(new TreeSet<>(Set.of(1)), true, Optional.of(3), 1),
            OracleModels.DIFFICULTY,
            List.of());
    private final Plan plan = Plan.of(models.training(), models.options());
    private final List<Example> problems = plan.pooled(plan.trainedLevels(), 24);

    private Scanned scan(char written, Set<Integer> stopTokens) {
        try (Subject subject = OracleModels.subject(problems, written, stopTokens)) {
            return AnswerScan.scan(subject, problems, DEPTHS, new Context(models, subject, plan, Watch.NONE, 1));
        }
    }

    @Test
    void anAnswerEndsWithALineFeed() {
        requireRightFromTheirDifficultyOn(scan('\n', Set.of()));
    }

    @Test
    void anAnswerMayEndTheTurnInstead() {
        requireRightFromTheirDifficultyOn(scan(END_OF_TURN, Set.of((int) END_OF_TURN)));
    }

    @Test
    void whatGoesOnIsAnotherAnswer() {
        for (boolean[] right : scan(END_OF_TURN, Set.of()).right()) {
            assertThat(right).doesNotContain(true);
        }
    }

    private void requireRightFromTheirDifficultyOn(Scanned scanned) {
        for (int depth : DEPTHS) {
            for (int i = 0; i < problems.size(); i++) {
                assertThat(scanned.at(depth)[i])
                        .as("%s at %d", problems.get(i), depth)
                        .isEqualTo(depth >= problems.get(i).difficulty());
            }
        }
    }
}
