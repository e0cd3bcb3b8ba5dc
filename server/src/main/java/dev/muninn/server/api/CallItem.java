package dev.muninn.server.api;

import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCall;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call as an item of a response.
 *
 * @param id the item's own
 * @param callId what the outcome of the call is told by
 */
record CallItem(String id, String callId, ToolCall call) {
    static CallItem of(ToolCall call, Optional<ToolRequest> tools) {
        return new CallItem(Ids.next("fc_"), Ids.ofCall(tools), call);
    }

    CallItem withArguments(String arguments) {
        return new CallItem(id, callId, new ToolCall(call.name(), arguments));
    }

    /** Before its arguments. */
    ObjectNode begun() {
        return json("", "in_progress");
    }

    ObjectNode finished() {
        return json(call.arguments(), "completed");
    }

    private ObjectNode json(String arguments, String status) {
        ObjectNode item = Json.object();
        item.put("type", "function_call");
        item.put("id", id);
        item.put("call_id", callId);
        item.put("name", call.name());
        item.put("arguments", arguments);
        item.put("status", status);
        return item;
    }
}
