package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The turns of a chat, with contents as strings or as parts. */
final class ChatMessages {
    private ChatMessages() {}

    /** One turn of {@code messages} or {@code input}. */
    static ChatMessage read(Fields turn) {
        turn.refuse("tool_calls", JsonNode::isEmpty, "the model's template knows no tools");
        turn.refuse("function_call", node -> false, "the model's template knows no functions");
        turn.refuse("audio", node -> false, "the model reads text");
        turn.pass("name", "refusal", "id", "status");
        String role = turn.requiredString("role");
        String known = switch (role) {
            case "user", "assistant", "system" -> role;
            case "developer" -> "system";
            case "tool", "function" ->
                throw ApiError.unsupported(
                        turn.path("role"),
                        "the role '%s' is not supported here: the model's template knows no tools".formatted(role));
            default ->
                throw ApiError.invalid(
                        turn.path("role"),
                        "%s is '%s'; system, developer, user or assistant is wanted"
                                .formatted(turn.path("role"), clip(role)));
        };
        return new ChatMessage(known, content(turn, known));
    }

    private static String content(Fields turn, String role) {
        Optional<JsonNode> content = turn.node("content");
        if (content.isEmpty()) {
            if (role.equals("assistant")) {
                return "";
            }
            throw turn.missing("content", "a string or a list of text parts");
        }
        if (content.get().isString()) {
            return content.get().asString();
        }
        StringBuilder text = new StringBuilder();
        List<Fields> parts = turn.objects("content");
        for (Fields part : parts) {
            String type = part.requiredString("type");
            switch (type) {
                case "text", "input_text", "output_text" -> text.append(part.requiredString("text"));
                case "refusal" -> text.append(part.requiredString("refusal"));
                default ->
                    throw ApiError.unsupported(
                            part.path("type"),
                            "%s is '%s', which is not supported here: the model reads text"
                                    .formatted(part.path("type"), clip(type)));
            }
            part.pass("annotations", "logprobs");
        }
        return text.toString();
    }

    /** The tokens of a chat up to where the answer begins. */
    static int[] encode(Served served, String param, List<ChatMessage> messages) {
        if (messages.isEmpty()) {
            throw ApiError.invalid(param, param + " is empty; at least one message is wanted");
        }
        if (served.tokenizer().chatTemplate().isEmpty()) {
            throw ApiError.unsupported(
                    param, "the model has no chat template; send its prompt as text to /v1/completions");
        }
        return served.checkPrompt(param, served.tokenizer().encodeChat(messages, true), 1);
    }

    private static String clip(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
