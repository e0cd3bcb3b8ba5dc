package dev.muninn.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked steps and answer, however the reply is cut. */
class ReasoningTest {
    @ParameterizedTest
    @CsvSource({
        "'Steps: a = 4.\nb = 7.\nAnswer: 7', 'Steps: a = 4.\nb = 7.', 'Answer: 7'",
        "'Answer: 7', '', 'Answer: 7'",
        "'Steps: no end\nAnsw', 'Steps: no end\nAnsw', ''",
        "' Steps: x\n\nAnswer: 1\nAnswer: 2', ' Steps: x\n', 'Answer: 1\nAnswer: 2'",
        "'Step', '', 'Step'",
        "'Stepson\nAnswer: 1', '', 'Stepson\nAnswer: 1'",
        "'', '', ''"
    })
    void partsAreTheSameHoweverTheReplyIsCut(String reply, String reasoning, String content) {
        Random random = new Random(reply.hashCode());
        for (int round = 0; round < 50; round++) {
            Reasoning parts = new Reasoning(Reasoning.Reply.UNKNOWN);
            StringBuilder thought = new StringBuilder();
            StringBuilder said = new StringBuilder();
            for (int at = 0; at < reply.length(); ) {
                int end = Math.min(reply.length(), at + 1 + random.nextInt(4));
                Reasoning.Piece piece = parts.accept(reply.substring(at, end));
                thought.append(piece.reasoning());
                said.append(piece.content());
                at = end;
            }
            Reasoning.Piece rest = parts.finish();
            assertThat(thought.append(rest.reasoning())).hasToString(reasoning);
            assertThat(said.append(rest.content())).hasToString(content);
            int between = content.isEmpty() || reasoning.isEmpty() ? 0 : 1;
            assertThat(parts.reasoned()).isEqualTo(reasoning.length() + between);
        }
    }

    /** As the template of chats ends that asks to think aloud. */
    @Test
    void stepsThatThePromptBeganAreReasoning() {
        assertThat(Reasoning.Reply.to("What is a?\nSteps:")).isEqualTo(Reasoning.Reply.STEPS);
        assertThat(Reasoning.Reply.to("What is a?\nAnswer:")).isEqualTo(Reasoning.Reply.UNKNOWN);
        Reasoning parts = new Reasoning(Reasoning.Reply.STEPS);
        assertThat(parts.accept(" a = 4.\nAns")).isEqualTo(new Reasoning.Piece(" a = 4.", ""));
        assertThat(parts.accept("wer: 4")).isEqualTo(new Reasoning.Piece("", "Answer: 4"));
    }
}
