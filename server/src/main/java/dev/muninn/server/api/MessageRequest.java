package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code /v1/messages}. All but the messages is said again as chat/completions says it, and read as there.
 *
 * @param thinking whether worked steps are wanted as blocks of their own
 * @param warnings fields that had no effect
 */
record MessageRequest(
        Wishes wishes,
        List<ChatMessage> messages,
        Optional<ToolRequest> tools,
        boolean thinking,
        List<String> warnings) {
    private static final List<String> SAME = List.of(
            "model", "max_tokens", "temperature", "top_p", "top_k", "stream", "muninn", "num_steps", "seed", "min_p");

    /** @param counted whether the tokens of the prompt are all that is wanted */
    static MessageRequest read(Fields body, Served served, boolean counted) {
        ObjectNode chat = Json.object();
        for (String name : SAME) {
            body.node(name).ifPresent(value -> chat.set(name, value));
        }
        if (!counted && !chat.has("max_tokens")) {
            throw body.missing("max_tokens", "a whole number of tokens");
        }
        body.node("stop_sequences").ifPresent(stops -> chat.set("stop", stops));
        body.pass("metadata", "service_tier", "container", "inference_geo");
        boolean thinking = body.object("thinking").map(MessageRequest::thinking).orElse(false);
        body.object("output_config").ifPresent(output -> output(output, chat));
        if (body.has("tools")) {
            tools(body, chat);
        }
        Fields fields = Fields.of(chat);
        Optional<ToolRequest> tools = ToolRequest.ofChat(fields, served);
        Format format = Format.read(fields);
        Wishes wishes = Wishes.read(fields, served).heldTo(format.grammar(tools), served);
        List<ChatMessage> messages = MessageInput.turns(body, served);
        List<String> warnings = new ArrayList<>(body.unread());
        warnings.addAll(fields.unread());
        return new MessageRequest(wishes, messages, tools, thinking, warnings);
    }

    private static boolean thinking(Fields thinking) {
        thinking.pass("budget_tokens", "display"); // how deep is said by output_config.effort or muninn
        String type = thinking.requiredString("type");
        return switch (type) {
            case "enabled", "adaptive" -> true;
            case "disabled" -> false;
            default ->
                throw ApiError.invalid(
                        thinking.path("type"),
                        "%s is '%s'; enabled, adaptive or disabled is wanted"
                                .formatted(thinking.path("type"), type.length() <= 40 ? type : "…"));
        };
    }

    private static void output(Fields output, ObjectNode chat) {
        output.string("effort").ifPresent(effort -> chat.put("reasoning_effort", effort));
        output.node("format").ifPresent(format -> chat.set("response_format", format));
    }

    private static void tools(Fields body, ObjectNode chat) {
        ArrayNode list = chat.putArray("tools");
        for (Fields tool : body.objects("tools")) {
            tool.pass("cache_control", "input_examples", "defer_loading", "allowed_callers", "eager_input_streaming");
            String type = tool.string("type").orElse("custom");
            if (!type.equals("custom")) {
                throw ApiError.unsupported(
                        tool.path("type"),
                        "%s is '%s', which is not supported here; tools of your own are wanted"
                                .formatted(tool.path("type"), type.length() <= 40 ? type : "…"));
            }
            ObjectNode function = list.addObject().put("type", "function").putObject("function");
            function.put("name", tool.requiredString("name"));
            tool.string("description").ifPresent(text -> function.put("description", text));
            tool.node("input_schema").ifPresent(schema -> function.set("parameters", schema));
            if (tool.flag("strict", false)) {
                function.put("strict", true);
            }
        }
        body.object("tool_choice").ifPresent(choice -> choice(choice, chat));
    }

    private static void choice(Fields choice, ObjectNode chat) {
        chat.put("parallel_tool_calls", !choice.flag("disable_parallel_tool_use", false));
        String type = choice.requiredString("type");
        switch (type) {
            case "auto", "none" -> chat.put("tool_choice", type);
            case "any" -> chat.put("tool_choice", "required");
            case "tool" ->
                chat.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", choice.requiredString("name"));
            default ->
                throw ApiError.invalid(
                        choice.path("type"),
                        "%s is '%s'; auto, any, tool or none is wanted"
                                .formatted(choice.path("type"), type.length() <= 40 ? type : "…"));
        }
    }

    /** The strings that end the answer. */
    List<String> stops() {
        return wishes.stops();
    }

    /** An object for a call's arguments; a model that is not held to a schema may write something else. */
    static JsonNode input(String arguments) {
        try {
            return Json.parse(arguments.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (ApiError e) {
            return Json.object().put("arguments", arguments);
        }
    }
}
