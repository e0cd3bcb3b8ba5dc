package dev.muninn.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.generate.TokenEvent;
import dev.muninn.server.TinyModelFiles;
import dev.muninn.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens to text: what is said when, and which tokens go with it. */
class AnswerTextTest {
    private record Told(String reasoning, String content, int tokens) {}

    private static Told tell(AnswerText text, String reply) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder content = new StringBuilder();
        List<AnswerText.Placed> tokens = new ArrayList<>();
        int position = 0;
        for (byte value : reply.getBytes(StandardCharsets.UTF_8)) {
            if (text.stopped()) {
                break;
            }
            var event = new TokenEvent(
                    value & 0xFF, position++, 1, false, 0, Optional.empty(), List.of(), Optional.empty());
            add(text.accept(event), reasoning, content, tokens);
        }
        add(text.finish(), reasoning, content, tokens);
        assertThat(tokens).isEqualTo(text.placed());
        assertThat(reasoning).hasToString(text.reasoning());
        assertThat(content).hasToString(text.content());
        return new Told(reasoning.toString(), content.toString(), tokens.size());
    }

    private static void add(
            AnswerText.Delta delta, StringBuilder reasoning, StringBuilder content, List<AnswerText.Placed> tokens) {
        reasoning.append(delta.reasoning());
        content.append(delta.content());
        tokens.addAll(delta.tokens());
    }

    @Test
    void stepsAreReasoningAndCounted(@TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = TinyModelFiles.tokenizer(directory)) {
            AnswerText text = new AnswerText(tokenizer, List.of(), Reasoning.Reply.UNKNOWN, Optional.empty());
            assertThat(tell(text, "Steps: ä = 4.\nAnswer: 4")).isEqualTo(new Told("Steps: ä = 4.", "Answer: 4", 24));
            assertThat(text.reasoningTokens()).isEqualTo(15); // with the line feed
            AnswerText plain = new AnswerText(tokenizer, List.of(), Reasoning.Reply.CONTENT, Optional.empty());
            assertThat(tell(plain, "Steps: 4.\nAnswer: 4")).isEqualTo(new Told("", "Steps: 4.\nAnswer: 4", 19));
            assertThat(plain.reasoningTokens()).isZero();
        }
    }

    @Test
    void tokensOfAStopStringAreNotTold(@TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = TinyModelFiles.tokenizer(directory)) {
            AnswerText text = new AnswerText(tokenizer, List.of("END"), Reasoning.Reply.UNKNOWN, Optional.empty());
            assertThat(tell(text, "aENbENDc")).isEqualTo(new Told("", "aENb", 4));
            assertThat(text.tokens()).isEqualTo(7);
            AnswerText never = new AnswerText(tokenizer, List.of("END"), Reasoning.Reply.UNKNOWN, Optional.empty());
            assertThat(tell(never, "aEN")).isEqualTo(new Told("", "aEN", 3));
            AnswerText inSteps =
                    new AnswerText(tokenizer, List.of("Answer"), Reasoning.Reply.UNKNOWN, Optional.empty());
            assertThat(tell(inSteps, "Steps: 1.\nAnswer: 1")).isEqualTo(new Told("Steps: 1.\n", "", 10));
        }
    }

    @Test
    void aCharacterThatIsNeverFinishedIsTold(@TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = TinyModelFiles.tokenizer(directory)) {
            AnswerText text = new AnswerText(tokenizer, List.of(), Reasoning.Reply.UNKNOWN, Optional.empty());
            var half = new TokenEvent(0xC3, 0, 1, false, 0, Optional.empty(), List.of(), Optional.empty());
            assertThat(text.accept(half).isEmpty()).isTrue();
            AnswerText.Delta rest = text.finish();
            assertThat(rest.content()).isEqualTo("\uFFFD");
            assertThat(rest.tokens()).hasSize(1);
        }
    }
}
