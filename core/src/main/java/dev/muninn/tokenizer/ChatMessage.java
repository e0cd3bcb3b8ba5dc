package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One turn of a chat.
 *
 * @param role who speaks, as the model's template names it: system, user, assistant, tool
 * @param content what is said; never read as a template
 * @param more what else the template may read of the turn, such as {@code tool_calls}, as JSON-like maps, lists and strings
 */
public record ChatMessage(String role, String content, Map<String, Object> more) {
    public ChatMessage {
        require(!role.isBlank(), "a chat message has no role; wanted system, user or assistant");
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A turn with nothing but words. */
    public ChatMessage(String role, String content) {
        this(role, content, Map.of());
    }
}
