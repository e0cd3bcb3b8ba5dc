package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the {@code messages} of a line. A key that is null counts as absent, since templates ask whether a key is there; arguments of tool
 * calls may be an object or its JSON as text, and are an object afterwards, so that no template encodes them twice.
 *
 * @param place of the line, for messages
 */
record MessagesReader(String place) {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");
    private static final String CALLS = "tool_calls";
    private static final String ARGUMENTS = "arguments";

    List<ChatMessage> read(JsonNode list) {
        require(
                list.isArray() && !list.isEmpty(),
                "%s: 'messages' is %s; wanted a list of objects with role and content",
                place,
                list.isArray() ? "empty" : list.getNodeType());
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode entry : list) {
            messages.add(message(entry, "%s, message %d".formatted(place, messages.size() + 1)));
        }
        require(
                messages.stream().anyMatch(message -> message.role().equals("assistant")),
                "%s: no message is by the assistant; wanted one, or there is nothing to learn",
                place);
        return messages;
    }

    private static ChatMessage message(JsonNode entry, String at) {
        require(entry.isObject(), "%s: found %s; wanted an object", at, entry.getNodeType());
        String role = JsonlParser.string(entry, "role", at);
        require(ROLES.contains(role), "%s: role '%s'; wanted system, user, assistant or tool", at, role);
        Map<String, Object> more = new LinkedHashMap<>();
        entry.properties().forEach(property -> {
            if (!property.getKey().equals("role") && !property.getKey().equals("content")) {
                value(property.getValue(), property.getKey(), at).ifPresentIn(more, property.getKey());
            }
        });
        JsonNode content = entry.path("content");
        boolean calls = more.containsKey(CALLS);
        require(
                content.isString() || (calls && (content.isNull() || content.isMissingNode())),
                "%s: 'content' is %s; wanted a text",
                at,
                content.getNodeType());
        String said = content.isString() ? content.asString() : "";
        require(
                !said.isBlank() || calls || role.equals("tool") || role.equals("system"),
                "%s: the content is empty; wanted what the %s says",
                at,
                role);
        return new ChatMessage(role, said, more);
    }

    /** A value that may be nothing. */
    private record Read(Object value, boolean present) {
        void ifPresentIn(Map<String, Object> map, String key) {
            if (present) {
                map.put(key, value);
            }
        }
    }

    private static Read value(JsonNode node, String key, String at) {
        if (node.isNull()) {
            return new Read("", false);
        }
        if (node.isString() && key.equals(ARGUMENTS)) {
            return value(parsed(node.asString(), at), key, at);
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties()
                    .forEach(
                            entry -> value(entry.getValue(), entry.getKey(), at).ifPresentIn(map, entry.getKey()));
            return new Read(map, true);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : node) {
                Read read = value(element, "", at);
                if (read.present()) {
                    list.add(read.value());
                }
            }
            return new Read(list, true);
        }
        if (node.isBoolean()) {
            return new Read(node.asBoolean(), true);
        }
        if (node.isIntegralNumber()) {
            return new Read(node.asLong(), true);
        }
        return new Read(node.isNumber() ? (Object) node.asDouble() : node.asString(), true);
    }

    private static JsonNode parsed(String arguments, String at) {
        try {
            JsonNode node = JsonMapper.shared().readTree(arguments);
            require(
                    node.isObject(),
                    "%s: the arguments of a tool call are %s; wanted an object",
                    at,
                    node.getNodeType());
            return node;
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s: the arguments of a tool call are no JSON (%s)".formatted(at, e.getOriginalMessage()), e);
        }
    }
}
