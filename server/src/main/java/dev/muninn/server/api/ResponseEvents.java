package dev.muninn.server.api;

import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCallReader;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stream of a response: items and their parts are opened, filled and closed. Worked steps end before anything else begins; the message
 * stays open to the end, as more may be said after a call.
 */
final class ResponseEvents {
    private static final int NOT_OPEN = -1;

    private final BiConsumer<String, ObjectNode> stream;
    private final ResponseJson json;
    /** The steps so far. */
    private final StringBuilder reasoning = new StringBuilder();

    private boolean reasons;
    /** The message's place in the output. */
    private int message = NOT_OPEN;

    /** The call that is open. */
    private @Nullable CallItem call;

    private final StringBuilder arguments = new StringBuilder();
    private int callAt;
    private int items;
    private int sequence;

    /** @param stream takes events by their names */
    ResponseEvents(BiConsumer<String, ObjectNode> stream, ResponseJson json) {
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
            ObjectNode event = reasoningPart().put("delta", delta.reasoning());
            event.set("recurrence", json.recurrence().ofTokens(delta.tokens()));
            send("response.reasoning_text.delta", event);
        }
        if (!delta.content().isEmpty()) {
            closeCall(); // text comes before a call or behind it
            openMessage();
            ObjectNode event = messagePart().put("delta", delta.content());
            event.set("logprobs", json.logProbs(delta.tokens()));
            event.set("recurrence", json.recurrence().ofTokens(delta.tokens()));
            send("response.output_text.delta", event);
        }
        // What tokens took is told once: with the text, or with the first arguments.
        List<AnswerText.Placed> tokens = delta.content().isEmpty() ? delta.tokens() : List.of();
        for (ToolCallReader.Part part : delta.calls()) {
            addCall(part, tokens);
            tokens = part.arguments().isEmpty() ? tokens : List.of();
        }
    }

    /** A call is opened with its name and filled as its arguments form; the next one, or the end, closes it. */
    private void addCall(ToolCallReader.Part part, List<AnswerText.Placed> tokens) {
        if (part.name().isPresent()) {
            closeReasoning();
            closeCall();
            call = json.begin(part.name().get());
            callAt = items++;
            arguments.setLength(0);
            send("response.output_item.added", item(callAt).set("item", call.begun()));
        }
        if (!part.arguments().isEmpty()) {
            arguments.append(part.arguments());
            ObjectNode delta = item(callAt).put("item_id", open(call).id()).put("delta", part.arguments());
            delta.set("recurrence", json.recurrence().ofTokens(tokens));
            send("response.function_call_arguments.delta", delta);
        }
    }

    private static CallItem open(@Nullable CallItem call) {
        if (call == null) {
            throw new IllegalStateException("arguments came before the name of their call");
        }
        return call;
    }

    private void closeCall() {
        CallItem made = call;
        if (made == null) {
            return;
        }
        CallItem whole = json.end(made, arguments.toString());
        send(
                "response.function_call_arguments.done",
                item(callAt)
                        .put("item_id", whole.id())
                        .put("name", whole.call().name())
                        .put("arguments", whole.call().arguments()));
        send("response.output_item.done", item(callAt).set("item", whole.finished()));
        call = null;
    }

    void finish(Generation.Outcome outcome) {
        closeCall();
        if (ResponseJson.hasMessage(outcome)) {
            openMessage();
            closeMessage(outcome);
        }
        ObjectNode finished = json.finished(outcome);
        send("response." + finished.path("status").asString(), Json.object().set("response", finished));
    }

    private void openReasoning() {
        if (!reasons) {
            reasons = true;
            items++;
            send("response.output_item.added", item(0).set("item", json.reasoningItem("")));
            send("response.content_part.added", reasoningPart().set("part", ResponseJson.reasoningPart("")));
        }
    }

    private void closeReasoning() {
        if (reasons) {
            reasons = false;
            String text = reasoning.toString();
            send("response.reasoning_text.done", reasoningPart().put("text", text));
            send("response.content_part.done", reasoningPart().set("part", ResponseJson.reasoningPart(text)));
            send("response.output_item.done", item(0).set("item", json.reasoningItem(text)));
        }
    }

    private void openMessage() {
        closeReasoning();
        if (message == NOT_OPEN) {
            message = items++;
            send("response.output_item.added", item(message).set("item", json.emptyMessage("in_progress")));
            send("response.content_part.added", messagePart().set("part", json.textPart("", List.of())));
        }
    }

    private void closeMessage(Generation.Outcome outcome) {
        String text = outcome.text().content();
        List<AnswerText.Placed> tokens = outcome.text().contentTokens();
        ObjectNode done = messagePart().put("text", text);
        done.set("logprobs", json.logProbs(tokens));
        send("response.output_text.done", done);
        send("response.content_part.done", messagePart().set("part", json.textPart(text, tokens)));
        send("response.output_item.done", item(message).set("item", json.messageItem(outcome)));
    }

    private static ObjectNode item(int index) {
        return Json.object().put("output_index", index);
    }

    private ObjectNode reasoningPart() {
        return item(0).put("item_id", json.reasoningId()).put("content_index", 0);
    }

    private ObjectNode messagePart() {
        return item(message).put("item_id", json.messageId()).put("content_index", 0);
    }

    private void send(String type, JsonNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence++);
        event.setAll((ObjectNode) fields);
        stream.accept(type, event);
    }
}
