package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolTurns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code system} and {@code messages} of Anthropic's form as turns. */
final class MessageInput {
    private final Served served;
    private final List<ChatMessage> turns = new ArrayList<>();
    /** The names of all functions called so far, by the id of the call. */
    private final Map<String, String> called = new HashMap<>();

    private MessageInput(Served served) {
        this.served = served;
    }

    static List<ChatMessage> turns(Fields body, Served served) {
        MessageInput input = new MessageInput(served);
        if (body.has("system")) {
            String system = text(body, "system");
            if (!system.isEmpty()) {
                input.turns.add(new ChatMessage("system", system));
            }
        }
        body.objects("messages").forEach(input::add);
        return input.turns;
    }

    private void add(Fields message) {
        String role = message.requiredString("role");
        switch (role) {
            case "user" -> addUser(message);
            case "assistant" -> addAssistant(message);
            default ->
                throw ApiError.invalid(
                        message.path("role"),
                        "%s is '%s'; user or assistant is wanted"
                                .formatted(message.path("role"), role.length() <= 40 ? role : "…"));
        }
    }

    /** Outcomes of calls are turns of their own; they come before what the user says. */
    private void addUser(Fields message) {
        if (isString(message, "content")) {
            turns.add(new ChatMessage("user", message.requiredString("content")));
            return;
        }
        StringBuilder said = new StringBuilder();
        boolean only = true;
        for (Fields block : message.objects("content")) {
            block.pass("cache_control", "citations");
            if (block.requiredString("type").equals("tool_result")) {
                addResult(block);
            } else {
                said.append(textOf(block));
                only = false;
            }
        }
        if (!only || said.length() > 0) {
            turns.add(new ChatMessage("user", said.toString()));
        }
    }

    private void addResult(Fields block) {
        served.requireTools(block.path("type"));
        block.pass("is_error");
        String id = block.requiredString("tool_use_id");
        if (!called.containsKey(id)) {
            throw ApiError.invalid(
                    block.path("tool_use_id"),
                    "%s is that of no tool_use before it; send the whole conversation"
                            .formatted(block.path("tool_use_id")));
        }
        String outcome = block.has("content") ? text(block, "content") : "";
        turns.add(ToolTurns.result(Optional.of(id), Optional.ofNullable(called.get(id)), outcome));
    }

    private void addAssistant(Fields message) {
        if (isString(message, "content")) {
            turns.add(new ChatMessage("assistant", message.requiredString("content")));
            return;
        }
        StringBuilder said = new StringBuilder();
        List<ToolTurns.Made> made = new ArrayList<>();
        for (Fields block : message.objects("content")) {
            block.pass("cache_control", "citations");
            switch (block.requiredString("type")) {
                case "tool_use" -> made.add(call(block));
                case "thinking", "redacted_thinking" ->
                    block.pass("thinking", "signature", "data"); // not for the model
                default -> said.append(textOf(block));
            }
        }
        turns.add(
                made.isEmpty()
                        ? new ChatMessage("assistant", said.toString())
                        : ToolTurns.calls(said.toString(), made));
    }

    private ToolTurns.Made call(Fields block) {
        served.requireTools(block.path("type"));
        String id = block.requiredString("id");
        String name = block.requiredString("name");
        called.put(id, name);
        String arguments = block.node("input").map(JsonNode::toString).orElse("{}");
        return new ToolTurns.Made(Optional.of(id), new ToolCall(name, arguments));
    }

    private static boolean isString(Fields fields, String name) {
        return fields.node(name).filter(JsonNode::isString).isPresent();
    }

    /** A string or a list of text blocks. */
    private static String text(Fields fields, String name) {
        if (isString(fields, name)) {
            return fields.requiredString(name);
        }
        StringBuilder text = new StringBuilder();
        for (Fields block : fields.objects(name)) {
            block.pass("cache_control", "citations");
            text.append(textOf(block));
        }
        return text.toString();
    }

    private static String textOf(Fields block) {
        String type = block.requiredString("type");
        if (!type.equals("text")) {
            throw ApiError.unsupported(
                    block.path("type"),
                    "%s is '%s', which is not supported here: the model reads text"
                            .formatted(block.path("type"), type.length() <= 40 ? type : "…"));
        }
        return block.requiredString("text");
    }
}
