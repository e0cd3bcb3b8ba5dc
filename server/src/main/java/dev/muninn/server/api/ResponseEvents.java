package dev.muninn.server.api;

import dev.muninn.server.http.EventStream;
import dev.muninn.server.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stream of a response: items and their parts are opened, filled and closed, one after the other. */
final class ResponseEvents {
    private enum Open {
        NOTHING,
        REASONING,
        MESSAGE
    }

    private final EventStream stream;
    private final ResponseJson json;
    /** The steps so far. */
    private final StringBuilder reasoning = new StringBuilder();

    private Open open = Open.NOTHING;
    private int item = -1;
    private int sequence;

    ResponseEvents(EventStream stream, ResponseJson json) {
        this.stream = stream;
        this.json = json;
    }

    void begin() {
        ObjectNode begun = json.begun();
        send("response.created", Json.object().set("response", begun));
        send("response.in_progress", Json.object().set("response", begun));
    }

    void add(AnswerText.Delta delta) {
        if (!delta.reasoning().isEmpty()) {
            openReasoning();
            reasoning.append(delta.reasoning());
            ObjectNode event = part(json.reasoningId()).put("delta", delta.reasoning());
            event.set("recurrence", json.recurrence().ofTokens(delta.tokens()));
            send("response.reasoning_text.delta", event);
        }
        if (!delta.content().isEmpty()) {
            openMessage();
            ObjectNode event = part(json.messageId()).put("delta", delta.content());
            event.set("logprobs", json.logProbs(delta.tokens()));
            event.set("recurrence", json.recurrence().ofTokens(delta.tokens()));
            send("response.output_text.delta", event);
        }
    }

    void finish(Generation.Outcome outcome) {
        openMessage();
        String text = outcome.text().content();
        List<AnswerText.Placed> tokens = outcome.text().placed();
        ObjectNode done = part(json.messageId()).put("text", text);
        done.set("logprobs", json.logProbs(tokens));
        send("response.output_text.done", done);
        send("response.content_part.done", part(json.messageId()).set("part", json.textPart(text, tokens)));
        send("response.output_item.done", item().set("item", json.messageItem(outcome)));
        ObjectNode finished = json.finished(outcome);
        send("response." + finished.path("status").asString(), Json.object().set("response", finished));
    }

    private void openReasoning() {
        if (open == Open.NOTHING) {
            open = Open.REASONING;
            item++;
            send("response.output_item.added", item().set("item", json.reasoningItem("")));
            send("response.content_part.added", part(json.reasoningId()).set("part", ResponseJson.reasoningPart("")));
        }
    }

    private void openMessage() {
        if (open == Open.MESSAGE) {
            return;
        }
        if (open == Open.REASONING) {
            closeReasoning(reasoning.toString());
        }
        open = Open.MESSAGE;
        item++;
        send("response.output_item.added", item().set("item", json.emptyMessage("in_progress")));
        send("response.content_part.added", part(json.messageId()).set("part", json.textPart("", List.of())));
    }

    private void closeReasoning(String text) {
        send("response.reasoning_text.done", part(json.reasoningId()).put("text", text));
        send("response.content_part.done", part(json.reasoningId()).set("part", ResponseJson.reasoningPart(text)));
        send("response.output_item.done", item().set("item", json.reasoningItem(text)));
    }

    private ObjectNode item() {
        return Json.object().put("output_index", item);
    }

    private ObjectNode part(String id) {
        return Json.object().put("item_id", id).put("output_index", item).put("content_index", 0);
    }

    private void send(String type, JsonNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence++);
        event.setAll((ObjectNode) fields);
        stream.send(type, event);
    }
}
