package dev.muninn.train.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.template.Template;
import dev.muninn.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The system turn of reasoning models, the shipped ones among them: a switch, and nothing if it is another text. */
class SystemTurnTest {
    private static final Template TEMPLATE = Template.compile(ChatStyle.REASONING.template());
    private static final ChatMessage QUESTION = new ChatMessage("user", "Let a = 4. What is a?");
    private static final ChatMessage ANSWER = new ChatMessage("assistant", "4");

    private static String render(ChatMessage... chat) {
        List<Map<String, String>> messages = new ArrayList<>();
        for (ChatMessage message : chat) {
            messages.add(Map.of("role", message.role(), "content", String.valueOf(message.content())));
        }
        return TEMPLATE.render(Map.of("messages", messages, "add_generation_prompt", true, "bos_token", "<s>"));
    }

    private static ChatMessage system(String text) {
        return new ChatMessage("system", text);
    }

    @Test
    void itsOwnTwoAreASwitch() {
        assertThat(render(system("Answer at once."), QUESTION)).isEqualTo("<s>Let a = 4. What is a?\nAnswer:");
        assertThat(render(system(" Think aloud.\n"), QUESTION)).isEqualTo("<s>Let a = 4. What is a?\nSteps:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "You are a helpful assistant.", "think aloud", "{{ 7 * 7 }}"})
    void anyOtherChangesNothing(String text) {
        ChatMessage[] plain = {QUESTION, ANSWER, QUESTION};
        assertThat(render(plain))
                .isEqualTo("<s>Let a = 4. What is a?\nAnswer: 4<|end_turn|>\nLet a = 4. What is a?\nAnswer:");
        for (int at = 0; at <= plain.length; at++) {
            List<ChatMessage> chat = new ArrayList<>(Arrays.asList(plain));
            chat.add(at, system(text));
            assertThat(render(chat.toArray(ChatMessage[]::new))).as("at %s", at).isEqualTo(render(plain));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"muninn-mini", "baselines/fixed-1", "baselines/fixed-8"})
    void shippedModelsHaveThisTemplate(String model) throws IOException {
        Path file = Path.of("..", "models").resolve(model).resolve("tokenizer_config.json");
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(file))
                        .path("chat_template")
                        .asString())
                .isEqualTo(ChatStyle.REASONING.template());
    }
}
