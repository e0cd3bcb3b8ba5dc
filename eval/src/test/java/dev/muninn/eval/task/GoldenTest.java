package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Texts are the same for ever: a trained model's held-out problems must stay those it has not seen. */
class GoldenTest {
    @Test
    void aFewTextsStay() {
        assertThat(text(Tasks.CHAINS, Form.STEPS)).isEqualTo("""
                Let h = 6. Let n = 17. Let j = h - 4. Let v = n + 4. Let s = v + 5. Let a = v - 2. What is s?
                Steps: n = 17. v = 17 + 4 = 21. s = 21 + 5 = 26.
                Answer: 26
                """);
        assertThat(text(Tasks.HANDOFFS, Form.STEPS)).isEqualTo("""
                Tom has the book. Max has the key. Zoe has the coin. Ann has the ring. Eve has the pen. Max and Zoe swap. Tom and Max swap. Ann and Zoe swap. Max and Eve swap. Who has the key?
                Steps: Max had the key. Max gave it to Zoe. Zoe gave it to Ann.
                Answer: Ann
                """);
        assertThat(text(Tasks.HOPS, Form.DIRECT)).isEqualTo("""
                c -> j. v -> j. s -> c. p -> k. u -> e. a -> e. q -> z. t -> q. Where do arrows from t end?
                Answer: z
                """);
        assertThat(text(Tasks.ROADS, Form.MANY)).isEqualTo("""
                Roads: e-i, g-r, l-o, k-w, g-w, a-l, j-r, e-a. Can you get from j to l?
                Answer: no
                Can you get from i to g?
                Answer: no
                Can you get from e to a?
                Answer: yes
                Can you get from i to a?
                Answer: yes
                Can you get from w to l?
                Answer: no
                """);
    }

    /** All families, difficulties, splits and forms. */
    @Test
    void allTextsStay() {
        CRC32 sum = new CRC32();
        for (TaskFamily family : Tasks.all()) {
            for (int difficulty = family.easiest(); difficulty <= family.hardest(); difficulty++) {
                for (Split split : Split.values()) {
                    for (Form form : Form.values()) {
                        String text = TaskText.document(family.example(-5, Long.MAX_VALUE, difficulty, split), form);
                        sum.update(text.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
        assertThat(sum.getValue()).isEqualTo(2_901_384_895L);
    }

    private static String text(TaskFamily family, Form form) {
        return TaskText.document(family.example(1, 0, 2, Split.TRAIN), form);
    }

    /** Two runs agree, whatever was drawn between; seed, index and difficulty each matter. */
    @Test
    void aProblemIsAFunctionOfItsPlace() {
        for (TaskFamily family : Tasks.all()) {
            Example example = family.example(3, 4, 3, Split.TRAIN);
            List<Example> others = List.of(
                    family.example(4, 4, 3, Split.TRAIN),
                    family.example(3, 5, 3, Split.TRAIN),
                    family.example(3, 4, 2, Split.TRAIN),
                    family.example(3, 4, 3, Split.HELD_OUT));
            assertThat(family.example(3, 4, 3, Split.TRAIN)).isEqualTo(example);
            assertThat(others).doesNotContain(example).doesNotHaveDuplicates();
        }
    }

    @Test
    void impossibleDifficultiesAreRefused() {
        for (TaskFamily family : Tasks.all()) {
            for (int difficulty : new int[] {family.easiest() - 1, family.hardest() + 1, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> family.example(1, 1, difficulty, Split.TRAIN))
                        .isInstanceOf(MuninnException.class)
                        .hasMessageContaining("wanted " + family.easiest() + " to " + family.hardest());
            }
        }
    }
}
