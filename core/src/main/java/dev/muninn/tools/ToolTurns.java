package dev.muninn.tools;

import dev.muninn.tokenizer.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The turns of a chat in which functions are called, as templates read them. */
public final class ToolTurns {
    private ToolTurns() {}

    /** A call that was made, and what its outcome is told by. */
    public record Made(Optional<String> id, ToolCall call) {}

    /** The model's turn: what it said, and what it called. */
    public static ChatMessage calls(String content, List<Made> calls) {
        return new ChatMessage(
                "assistant",
                content,
                Map.of("tool_calls", calls.stream().map(ToolTurns::call).toList()));
    }

    /** What came of a call; {@code name} is that of the function, which some templates show instead of the id. */
    public static ChatMessage result(Optional<String> id, Optional<String> name, String content) {
        Map<String, Object> more = new LinkedHashMap<>();
        id.ifPresent(text -> more.put("tool_call_id", text));
        name.ifPresent(text -> more.put("name", text));
        return new ChatMessage("tool", content, more);
    }

    /** Templates write arguments as JSON, so they are shown the object that a call has as text; no text is the empty object. */
    private static Map<String, Object> call(Made made) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", made.call().name());
        String arguments = made.call().arguments();
        function.put(
                "arguments",
                arguments.isBlank()
                        ? Map.of()
                        : CallJson.object(arguments).<Object>map(CallJson::map).orElse(arguments));
        Map<String, Object> whole = new LinkedHashMap<>();
        made.id().ifPresent(id -> whole.put("id", id));
        whole.put("type", "function");
        whole.put("function", function);
        return whole;
    }
}
