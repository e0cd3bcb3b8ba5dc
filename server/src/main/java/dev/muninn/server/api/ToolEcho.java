package dev.muninn.server.api;

import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request said of functions, as its response says it again: with what was left open, since clients read responses more strictly
 * than they write requests.
 */
record ToolEcho(ArrayNode tools, JsonNode choice, boolean parallel) {
    /** Of a body whose {@link ToolRequest} was read without a complaint. */
    static ToolEcho of(Fields body) {
        ArrayNode tools = Json.object().putArray("tools");
        body.node("tools").ifPresent(list -> list.forEach(tool -> tools.add(filled((ObjectNode) tool))));
        JsonNode choice = body.node("tool_choice").orElse(Json.object().stringNode("auto"));
        return new ToolEcho(tools, choice, body.flag("parallel_tool_calls", true));
    }

    private static ObjectNode filled(ObjectNode tool) {
        ObjectNode whole = tool.deepCopy();
        for (String name : new String[] {"description", "parameters"}) {
            if (!whole.has(name)) {
                whole.putNull(name);
            }
        }
        whole.put("strict", tool.path("strict").asBoolean(false));
        return whole;
    }

    void putInto(ObjectNode response) {
        response.put("parallel_tool_calls", parallel);
        response.set("tool_choice", choice);
        response.set("tools", tools);
    }
}
