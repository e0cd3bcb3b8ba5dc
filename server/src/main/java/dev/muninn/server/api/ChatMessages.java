package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolTurns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The turns of a chat, with contents as strings or as parts. */
final class ChatMessages {
    private static final String THINKING = "enable_thinking";

    private ChatMessages() {}

    /** The turns in a field. */
    static List<ChatMessage> readAll(Fields body, String name, Served served) {
        return body.objects(name).stream().map(turn -> read(turn, served)).toList();
    }

    /** One turn of {@code messages} or {@code input}. */
    static ChatMessage read(Fields turn, Served served) {
        turn.refuse("function_call", node -> false, "use tool_calls");
        turn.refuse("audio", node -> false, "the model reads text");
        turn.pass("name", "refusal", "id", "status", "tool_call_id");
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
        String content = known.equals("assistant") && !turn.has("content") ? "" : text(turn, "content");
        if (known.equals("tool")) {
            return ToolTurns.result(turn.string("tool_call_id"), turn.string("name"), content);
        }
        if (turn.node("tool_calls").filter(calls -> !calls.isEmpty()).isEmpty()) {
            return new ChatMessage(known, content);
        }
        served.requireTools(turn.path("tool_calls"));
        if (!known.equals("assistant")) {
            throw ApiError.invalid(turn.path("tool_calls"), "only an assistant's message has tool_calls");
        }
        return ToolTurns.calls(
                content,
                turn.objects("tool_calls").stream().map(ChatMessages::call).toList());
    }

    private static ToolTurns.Made call(Fields call) {
        call.pass("type");
        Fields function = call.object("function").orElseThrow(() -> call.missing("function", "an object"));
        String arguments = function.requiredString("arguments");
        return new ToolTurns.Made(call.string("id"), new ToolCall(function.requiredString("name"), arguments));
    }

    /** A text, as a string or in parts. */
    static String text(Fields turn, String name) {
        JsonNode content = turn.node(name).orElseThrow(() -> turn.missing(name, "a string or a list of text parts"));
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        List<Fields> parts = turn.objects(name);
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

    /**
     * Variables for the template: {@code chat_template_kwargs}, and {@code enable_thinking} beside it. Where the template does not know the latter it
     * is left unread, and so named as a field that had no effect.
     */
    static Map<String, Object> variables(Fields body, Served served) {
        Map<String, Object> variables = new LinkedHashMap<>();
        body.node("chat_template_kwargs").ifPresent(node -> {
            if (!(node instanceof ObjectNode object)) {
                throw body.wrong("chat_template_kwargs", "an object", node);
            }
            variables.putAll(Json.map(object));
        });
        boolean known = served.tokenizer()
                .chatTemplate()
                .map(template -> template.mentions(THINKING))
                .orElse(false);
        if (known && body.has(THINKING)) {
            variables.put(THINKING, body.flag(THINKING, true));
        }
        return variables;
    }

    /** The tokens of a chat up to where the answer begins. */
    static int[] encode(Served served, String param, List<ChatMessage> messages, Optional<ToolRequest> tools) {
        return encode(served, param, messages, tools, Map.of());
    }

    /** As {@link #encode(Served, String, List, Optional)}, with variables for the template. */
    static int[] encode(
            Served served,
            String param,
            List<ChatMessage> messages,
            Optional<ToolRequest> tools,
            Map<String, Object> variables) {
        if (messages.isEmpty()) {
            throw ApiError.invalid(param, param + " is empty; at least one message is wanted");
        }
        if (served.tokenizer().chatTemplate().isEmpty()) {
            throw ApiError.unsupported(
                    param, "the model has no chat template; send its prompt as text to /v1/completions");
        }
        return served.checkPrompt(param, encoded(served, param, messages, tools, variables), 1);
    }

    private static int[] encoded(
            Served served,
            String param,
            List<ChatMessage> messages,
            Optional<ToolRequest> tools,
            Map<String, Object> variables) {
        long size = 0;
        for (ChatMessage message : messages) {
            size += message.content().length();
        }
        served.limit().check(param, size);
        try {
            return served.heavy()
                    .run(
                            size,
                            () -> served.tokenizer()
                                    .encodeChat(
                                            messages,
                                            true,
                                            tools.map(request -> request.tools().descriptions())
                                                    .orElse(List.of()),
                                            variables));
        } catch (MuninnException e) {
            throw ApiError.invalid(param, String.valueOf(e.getMessage())); // the template refuses such a chat
        }
    }

    private static String clip(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
