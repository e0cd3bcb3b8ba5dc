package dev.muninn.server.api;

import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The object {@code response}, unfinished and finished. */
final class ResponseJson {
    private final Served served;
    private final ResponseRequest wanted;
    private final int promptTokens;
    private final RecurrenceJson recurrence;
    private final String id = Ids.next("resp_");
    private final String reasoningId = Ids.next("rs_");
    private final String messageId = Ids.next("msg_");
    /** The calls so far, under the names that they have in all events. */
    private final List<CallItem> calls = new ArrayList<>();

    private final long created = Ids.now();

    ResponseJson(Served served, ResponseRequest wanted, int promptTokens) {
        this.served = served;
        this.wanted = wanted;
        this.promptTokens = promptTokens;
        this.recurrence = new RecurrenceJson(
                served.tokenizer(),
                wanted.wishes().depth(),
                wanted.wishes().drawing().seed());
    }

    String reasoningId() {
        return reasoningId;
    }

    String messageId() {
        return messageId;
    }

    RecurrenceJson recurrence() {
        return recurrence;
    }

    /** Before anything was said. */
    ObjectNode begun() {
        ObjectNode json = head("in_progress");
        json.putNull("incomplete_details");
        json.putArray("output");
        json.putNull("usage");
        return json;
    }

    ObjectNode finished(Generation.Outcome outcome) {
        boolean complete = isComplete(outcome);
        ObjectNode json = head(complete ? "completed" : "incomplete");
        if (complete) {
            json.putNull("incomplete_details");
        } else {
            json.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        ArrayNode output = json.putArray("output");
        if (!outcome.text().reasoning().isEmpty()) {
            output.add(reasoningItem(outcome.text().reasoning()));
        }
        putAnswer(output, outcome);
        Usage.of(1, promptTokens, List.of(outcome)).putAsResponse(json);
        json.set("recurrence", recurrence.ofAnswer(outcome));
        return json;
    }

    private static boolean isComplete(Generation.Outcome outcome) {
        return !outcome.finishReason().equals("length");
    }

    /** What was called and said, in the order in which it began. */
    private void putAnswer(ArrayNode output, Generation.Outcome outcome) {
        AnswerText text = outcome.text();
        for (ToolCall call : text.calls().subList(calls.size(), text.calls().size())) {
            calls.add(CallItem.of(call, wanted.tools())); // no event told of it
        }
        List<ObjectNode> items = new ArrayList<>();
        calls.forEach(call -> items.add(call.finished()));
        if (hasMessage(outcome)) {
            items.add(text.callsFirst(), messageItem(outcome));
        }
        output.addAll(items);
    }

    /** The item of a call whose name is known; it is part of the response once it ends. */
    CallItem begin(String name) {
        return CallItem.of(new ToolCall(name, ""), wanted.tools());
    }

    /** The call with all its arguments. */
    CallItem end(CallItem call, String arguments) {
        CallItem whole = call.withArguments(arguments);
        calls.add(whole);
        return whole;
    }

    /** An answer that only calls has no message. */
    static boolean hasMessage(Generation.Outcome outcome) {
        return !outcome.text().content().isEmpty() || outcome.text().calls().isEmpty();
    }

    /** Worked steps. */
    ObjectNode reasoningItem(String text) {
        ObjectNode item = Json.object();
        item.put("type", "reasoning");
        item.put("id", reasoningId);
        item.putArray("summary");
        ArrayNode content = item.putArray("content");
        if (!text.isEmpty()) {
            content.add(reasoningPart(text));
        }
        return item;
    }

    static ObjectNode reasoningPart(String text) {
        return Json.object().put("type", "reasoning_text").put("text", text);
    }

    /** The answer. */
    ObjectNode messageItem(Generation.Outcome outcome) {
        ObjectNode item = emptyMessage(isComplete(outcome) ? "completed" : "incomplete");
        item.withArray("content")
                .add(textPart(outcome.text().content(), outcome.text().contentTokens()));
        return item;
    }

    /** The answer before its first word. */
    ObjectNode emptyMessage(String status) {
        ObjectNode item = Json.object();
        item.put("type", "message");
        item.put("id", messageId);
        item.put("status", status);
        item.put("role", "assistant");
        item.putArray("content");
        return item;
    }

    ObjectNode textPart(String text, List<AnswerText.Placed> tokens) {
        ObjectNode part = Json.object();
        part.put("type", "output_text");
        part.put("text", text);
        part.putArray("annotations");
        part.set("logprobs", logProbs(tokens));
        return part;
    }

    /** Empty unless asked for. */
    ArrayNode logProbs(List<AnswerText.Placed> tokens) {
        return wanted.topLogProbs().isPresent()
                ? ChatLogProbs.list(served.tokenizer(), tokens)
                : Json.object().putArray("none");
    }

    private ObjectNode head(String status) {
        Wishes wishes = wanted.wishes();
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("object", "response");
        json.put("created_at", created);
        json.put("status", status);
        json.put("model", served.name());
        json.putNull("error");
        Json.putOrNull(json, "instructions", wanted.instructions());
        if (wishes.maxTokens().isPresent()) {
            json.put("max_output_tokens", wishes.maxTokens().getAsInt());
        } else {
            json.putNull("max_output_tokens");
        }
        json.putObject("metadata");
        json.putNull("previous_response_id");
        ObjectNode reasoning = json.putObject("reasoning");
        Json.putOrNull(reasoning, "effort", wanted.effort());
        Json.putOrNull(reasoning, "summary", Optional.empty());
        json.put("store", false);
        json.put("temperature", wishes.drawing().sampling().temperature());
        JsonNode text = Json.object().put("type", "text");
        json.putObject("text").set("format", wanted.format().orElse(text));
        wanted.echo().putInto(json);
        json.put("top_p", wishes.drawing().sampling().topP());
        json.put("truncation", "disabled");
        return json;
    }
}
