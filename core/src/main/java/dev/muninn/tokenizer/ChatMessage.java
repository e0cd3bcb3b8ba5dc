package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

/**
 * One turn of a chat.
 *
 * @param role who speaks, as the model's template names it: system, user, assistant
 * @param content what is said; never read as a template
 */
public record ChatMessage(String role, String content) {
    public ChatMessage {
        require(!role.isBlank(), "a chat message has no role; wanted system, user or assistant");
    }
}
