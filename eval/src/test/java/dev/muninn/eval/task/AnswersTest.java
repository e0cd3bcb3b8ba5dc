package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format of texts, and the check of what models write. */
class AnswersTest {
    private static final String PROMPT = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?";
    private static final Question C = new Question("What is c?", "a = 4. b = 4 + 3 = 7. c = 7 * 2 = 14.", "14", 2);
    private static final Question B = new Question("What is b?", "a = 4. b = 4 + 3 = 7.", "7", 1);
    private static final String CONTEXT = "Let a = 4. Let b = a + 3. Let c = b * 2.";
    private static final Example EXAMPLE = new Example("chains", 2, CONTEXT, CONTEXT, C, List.of(B, C));

    @Test
    void theWellKnownPromptIsAChain() {
        Solver solver = Solver.of("chains");
        assertThat(EXAMPLE.prompt()).isEqualTo(PROMPT);
        assertThat(solver.solve(solver.statements(CONTEXT), C.text()).orElseThrow())
                .satisfies(solved -> assertThat(solved.answer()).isEqualTo("14"))
                .satisfies(solved -> assertThat(solved.depth()).isEqualTo(2));
        boolean same = false;
        for (int index = 0; index < 200 && !same; index++) { // of that very form: three variables a, b, c in order
            Example drawn = Tasks.CHAINS.example(1, index, 2, Split.TRAIN);
            same = drawn.prompt()
                    .matches("Let a = \\d+\\. Let b = a [+*-] \\d+\\. Let c = b [+*-] \\d+\\. What is c\\?");
        }
        assertThat(same).isTrue();
    }

    @Test
    void documents() {
        assertThat(TaskText.document(EXAMPLE, Form.DIRECT)).isEqualTo(PROMPT + "\nAnswer: 14\n");
        assertThat(TaskText.document(EXAMPLE, Form.STEPS))
                .isEqualTo(PROMPT + "\nSteps: a = 4. b = 4 + 3 = 7. c = 7 * 2 = 14.\nAnswer: 14\n");
        assertThat(TaskText.document(EXAMPLE, Form.MANY))
                .isEqualTo(CONTEXT + " What is b?\nAnswer: 7\nWhat is c?\nAnswer: 14\n");
        assertThat(TaskText.opening(EXAMPLE, Form.DIRECT)).isEqualTo(PROMPT + "\nAnswer:");
        assertThat(TaskText.opening(EXAMPLE, Form.STEPS)).isEqualTo(PROMPT + "\nSteps:");
    }

    @Test
    void chats() {
        assertThat(TaskText.chat(EXAMPLE, Form.STEPS))
                .containsExactly(
                        new ChatMessage("system", "Think aloud."),
                        new ChatMessage("user", PROMPT),
                        new ChatMessage("assistant", "Steps: " + C.steps() + "\nAnswer: 14"));
        assertThat(TaskText.chat(EXAMPLE, Form.MANY))
                .containsExactly(
                        new ChatMessage("system", "Answer at once."),
                        new ChatMessage("user", CONTEXT + " What is b?"),
                        new ChatMessage("assistant", "Answer: 7"),
                        new ChatMessage("user", "What is c?"),
                        new ChatMessage("assistant", "Answer: 14"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "14",
                " 14\n",
                "\n14\nWhat is b?",
                "Answer: 14",
                "Answer:14",
                " Answer: \t14  \nWhat is b?\nAnswer: 7",
                "Steps: b = 7. c = 14.\nAnswer: 14\n",
                "b = 7.\r\nAnswer: 14\r\n"
            })
    void right(String output) {
        assertThat(Tasks.CHAINS.correct(EXAMPLE, output)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "1",
                "4",
                "144",
                "1 4",
                "014",
                "14.",
                "c = 14",
                "14 15",
                "13\n14",
                "Answer:",
                "Answer:\n14",
                "Answer: 13\nAnswer: 14",
                "answer: 14",
                "Steps: a = 4. c = 14.",
                "14\nAnswer: 7"
            })
    void wrong(String output) {
        assertThat(Tasks.CHAINS.correct(EXAMPLE, output)).isFalse();
    }

    @Test
    void everyFamilysOwnTextIsRightAndOtherAnswersAreWrong() {
        for (TaskFamily family : Tasks.all()) {
            for (int index = 0; index < 50; index++) {
                Example example = family.example(9, index, 3, Split.HELD_OUT);
                for (Form form : List.of(Form.DIRECT, Form.STEPS)) {
                    String reply = TaskText.chat(example, form).getLast().content();
                    assertThat(family.correct(example, reply)).isTrue();
                    assertThat(family.correct(example, reply + "0")).isFalse();
                    assertThat(TaskText.document(example, form)).startsWith(TaskText.opening(example, form) + " ");
                }
            }
        }
    }

    @Test
    void anotherFamilysProblemIsRefused() {
        assertThatThrownBy(() -> Tasks.HOPS.correct(EXAMPLE, "14"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("chains cannot be checked by hops");
    }
}
