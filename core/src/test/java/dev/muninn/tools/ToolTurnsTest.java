package dev.muninn.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolTurnsTest {
    private static Object arguments(String text) {
        ChatMessage turn = ToolTurns.calls("", List.of(new ToolTurns.Made(Optional.empty(), new ToolCall("f", text))));
        List<?> calls = (List<?>) turn.more().get("tool_calls");
        return ((Map<?, ?>) ((Map<?, ?>) calls.getFirst()).get("function")).get("arguments");
    }

    @Test
    void argumentsAreShownAsAnObject() {
        assertThat(arguments("{\"x\": [1, null]}")).isEqualTo(Map.of("x", java.util.Arrays.asList(1, null)));
        assertThat(arguments("")).isEqualTo(Map.of());
        assertThat(arguments(" \n")).isEqualTo(Map.of());
        assertThat(arguments("not JSON")).isEqualTo("not JSON");
    }
}
