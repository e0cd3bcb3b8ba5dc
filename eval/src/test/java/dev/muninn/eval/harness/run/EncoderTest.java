package dev.muninn.eval.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.eval.harness.run.Encoder.Pair;
import dev.muninn.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where the harness cuts. */
class EncoderTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        tokenizer = Tokenizer.load(Path.of("../models/muninn-mini"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void aTextWithoutContextFollowsItsFirstToken() {
        Encoder encoder = new Encoder(tokenizer, 100, false);
        int bos = tokenizer.bos().orElseThrow();
        assertThat(encoder.pair("", "abc").context()).containsExactly(bos);
        assertThat(encoder.pair("", "abc").continuation()).isEqualTo(tokenizer.encode("abc", false));
    }

    @Test
    void spacesThatEndAContextGoToTheContinuation() {
        Pair pair = new Encoder(tokenizer, 100, false).pair("What is it? ", "x");
        assertThat(pair.context()).isEqualTo(tokenizer.encode("What is it?", false));
        int[] whole = tokenizer.encode("What is it? x", false);
        assertThat(pair.continuation()).isEqualTo(Arrays.copyOfRange(whole, pair.context().length, whole.length));
    }

    @Test
    void whatDoesNotFitIsCutAtTheBeginning() {
        Encoder encoder = new Encoder(tokenizer, 10, false);
        int[] first = tokenizer.encode("Let a = 4. Let b = a + 3.", false);
        Pair pair = encoder.pair("Let a = 4. Let b = a + 3.", " Let");
        assertThat(pair.context().length + pair.continuation().length).isEqualTo(9);
        assertThat(pair.context()).endsWith(first[first.length - 1]);
        assertThatThrownBy(() -> encoder.pair("a", "b c d e f g h i j k l m n"))
                .hasMessageContaining("does not fit a context of 10");
        assertThat(encoder.prompt("Let a = 4. Let b = a + 3.", 4)).hasSize(5).endsWith(first[first.length - 1]);
        assertThatThrownBy(() -> encoder.prompt("a", 9)).hasMessageContaining("9 tokens of an answer");
        assertThatThrownBy(() -> encoder.prompt("", 2)).hasMessageContaining("the prompt is empty");
    }

    /** {@code get_rolling_token_windows} and {@code make_disjoint_window}: every token once, all the context that fits. */
    @Test
    void windowsHoldEveryTokenOnce() {
        String text = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?";
        int[] tokens = tokenizer.encode(text, false);
        for (int context : new int[] {4, 7, 10, 500}) {
            List<Pair> windows = new Encoder(tokenizer, context, false).windows(text);
            int[] all = windows.stream()
                    .flatMapToInt(each -> Arrays.stream(each.continuation()))
                    .toArray();
            assertThat(all).as("context %d", context).isEqualTo(tokens);
            windows.forEach(each -> assertThat(each.context().length + each.continuation().length)
                    .isLessThanOrEqualTo(context - 1));
            if (windows.size() > 1) {
                Pair last = windows.getLast();
                assertThat(last.context().length + last.continuation().length).isEqualTo(context - 1);
            }
        }
    }
}
