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

/**
 * The items of {@code input} as turns. What a model said and called in one answer are several items here and one turn to a template, so
 * that a conversation has the same prompt as in a chat.
 */
final class ResponseInput {
    private final Served served;
    private final List<ChatMessage> turns = new ArrayList<>();
    /** What the model said and called in the answer that is being read. */
    private Optional<String> said = Optional.empty();

    private final List<ToolTurns.Made> made = new ArrayList<>();
    /** The names of all functions called so far, by the id of the call. */
    private final Map<String, String> called = new HashMap<>();

    private ResponseInput(Served served) {
        this.served = served;
    }

    static List<ChatMessage> turns(Fields body, Served served) {
        if (body.node("input").filter(input -> input.isString()).isPresent()) {
            return List.of(new ChatMessage("user", body.requiredString("input")));
        }
        if (!body.has("input")) {
            throw body.missing("input", "a string or a list of messages");
        }
        ResponseInput input = new ResponseInput(served);
        body.objects("input").forEach(input::add);
        input.endAnswer();
        return input.turns;
    }

    private void add(Fields item) {
        String type = item.string("type").orElse("message");
        switch (type) {
            case "message" -> addMessage(ChatMessages.read(item, served));
            case "function_call" -> addCall(item);
            case "function_call_output" -> addOutput(item);
            case "reasoning" ->
                item.pass("id", "summary", "content", "encrypted_content", "status"); // not for the model
            default ->
                throw ApiError.unsupported(
                        item.path("type"),
                        "%s is '%s', which is not supported here"
                                .formatted(item.path("type"), type.length() <= 40 ? type : "…"));
        }
    }

    private void addMessage(ChatMessage message) {
        if (!message.role().equals("assistant") || !message.more().isEmpty()) {
            endAnswer();
            turns.add(message);
            return;
        }
        if (made.isEmpty()) {
            endAnswer(); // two messages without a call are two turns, as they were sent
        }
        said = Optional.of(said.orElse("") + message.content());
    }

    private void addCall(Fields item) {
        served.requireTools(item.path("type"));
        item.pass("id", "status");
        String id = item.requiredString("call_id");
        ToolCall call = new ToolCall(item.requiredString("name"), item.requiredString("arguments"));
        called.put(id, call.name());
        made.add(new ToolTurns.Made(Optional.of(id), call));
    }

    private void addOutput(Fields item) {
        endAnswer();
        served.requireTools(item.path("type"));
        item.pass("id", "status");
        String id = item.requiredString("call_id");
        if (!called.containsKey(id)) {
            throw ApiError.invalid(
                    item.path("call_id"),
                    "%s is that of no function_call before it; send the whole conversation as input"
                            .formatted(item.path("call_id")));
        }
        turns.add(ToolTurns.result(
                Optional.of(id), Optional.ofNullable(called.get(id)), ChatMessages.text(item, "output")));
    }

    private void endAnswer() {
        if (!made.isEmpty()) {
            turns.add(ToolTurns.calls(said.orElse(""), made));
        } else {
            said.ifPresent(text -> turns.add(new ChatMessage("assistant", text)));
        }
        said = Optional.empty();
        made.clear();
    }
}
