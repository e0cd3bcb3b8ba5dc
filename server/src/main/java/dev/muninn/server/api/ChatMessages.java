package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The turns of a chat, with contents as strings or as parts. */
final class ChatMessages {
    private ChatMessages() {}

    /** The turns in a field. */
    static List<ChatMessage> readAll(Fields body, String name, Served served) {
        return body.objects(name).stream().map(turn -> read(turn, served)).toList();
    }

    /** One turn of {@code messages} or {@code input}. */
    static ChatMessage read(Fields turn, Served served) {
        turn.refuse("function_call", node -> false, "use tool_calls");
        turn.refuse("audio", node -> false, "the model reads text");
        turn.pass("name", "refusal", "id", "status");
        String role = turn.requiredString("role");
        String known = switch (role) {
            case "user", "assistant", "system" -> role;
            case "developer" -> "system";
            case "tool" -> {
                served.requireTools(turn.path("role"));
                yield role;
            }
            case "function" ->
                throw ApiError.unsupported(turn.path("role"), "the role 'function' is not supported here; use tool");
            default ->
                throw ApiError.invalid(
                        turn.path("role"),
                        "%s is '%s'; system, developer, user, assistant or tool is wanted"
                                .formatted(turn.path("role"), clip(role)));
        };
        return new ChatMessage(known, content(turn, known), more(turn, served));
    }

    /** What was called, and what came of it. */
    private static Map<String, Object> more(Fields turn, Served served) {
        Map<String, Object> more = new LinkedHashMap<>();
        turn.string("tool_call_id").ifPresent(id -> more.put("tool_call_id", id));
        if (turn.node("tool_calls").filter(calls -> !calls.isEmpty()).isPresent()) {
            served.requireTools(turn.path("tool_calls"));
            more.put(
                    "tool_calls",
                    turn.objects("tool_calls").stream().map(ChatMessages::call).toList());
        }
        return more;
    }

    /** Templates write arguments as JSON, so they are shown the object that clients send as a string. */
    private static Map<String, Object> call(Fields call) {
        Fields function = call.object("function").orElseThrow(() -> call.missing("function", "an object"));
        String arguments = function.requiredString("arguments");
        Map<String, Object> called = new LinkedHashMap<>();
        called.put("name", function.requiredString("name"));
        called.put("arguments", Json.object(arguments).<Object>map(Json::map).orElse(arguments));
        Map<String, Object> whole = new LinkedHashMap<>();
        call.string("id").ifPresent(id -> whole.put("id", id));
        whole.put("type", call.string("type").orElse("function"));
        whole.put("function", called);
        return whole;
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
    static int[] encode(Served served, String param, List<ChatMessage> messages, Optional<ToolRequest> tools) {
        if (messages.isEmpty()) {
            throw ApiError.invalid(param, param + " is empty; at least one message is wanted");
        }
        if (served.tokenizer().chatTemplate().isEmpty()) {
            throw ApiError.unsupported(
                    param, "the model has no chat template; send its prompt as text to /v1/completions");
        }
        return served.checkPrompt(param, encoded(served, param, messages, tools), 1);
    }

    private static int[] encoded(Served served, String param, List<ChatMessage> messages, Optional<ToolRequest> tools) {
        try {
            return served.tokenizer()
                    .encodeChat(
                            messages, true, tools.map(ToolRequest::descriptions).orElse(List.of()));
        } catch (MuninnException e) {
            throw ApiError.invalid(param, String.valueOf(e.getMessage())); // the template refuses such a chat
        }
    }

    private static String clip(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
