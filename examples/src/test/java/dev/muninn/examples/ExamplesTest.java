package dev.muninn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every example, run as its user would with the model that ships. */
@Timeout(120)
class ExamplesTest {
    private static final String MODEL = "muninn-mini";
    private static final String QUESTION = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?";

    private static String printed(Consumer<String[]> main) {
        PrintStream out = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.accept(new String[] {MODEL, QUESTION});
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void streams() {
        assertThat(printed(Stream::main))
                .startsWith(" 14")
                .contains("Answer: 14")
                .contains("core passes");
    }

    @Test
    void showsTheDepthOfEachToken() {
        assertThat(printed(DepthPerToken::main)).containsPattern("14 +\\d+ ▪+");
    }

    @Test
    void showsHowATokenFormed() {
        assertThat(printed(LogitLens::main))
                .contains("after  1:")
                .contains("after 12:")
                .contains("' 14'");
    }

    @Test
    void answersThroughLangChain4j() {
        assertThat(printed(Assistant::main)).contains("14");
    }
}
