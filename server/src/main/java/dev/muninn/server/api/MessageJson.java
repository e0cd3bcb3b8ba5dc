package dev.muninn.server.api;

import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCall;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer in Anthropic's form. */
final class MessageJson {
    private final Served served;
    private final MessageRequest wanted;
    private final int promptTokens;
    private final RecurrenceJson recurrence;
    private final String id = Ids.next("msg_");

    MessageJson(Served served, MessageRequest wanted, int promptTokens) {
        this.served = served;
        this.wanted = wanted;
        this.promptTokens = promptTokens;
        this.recurrence = new RecurrenceJson(
                served.tokenizer(),
                wanted.wishes().depth(),
                wanted.wishes().drawing().seed());
    }

    boolean thinking() {
        return wanted.thinking();
    }

    /** Before anything was said. */
    ObjectNode begun() {
        ObjectNode json = head();
        json.putNull("stop_reason");
        json.putNull("stop_sequence");
        json.putArray("content");
        putUsage(json, 0, 0);
        return json;
    }

    ObjectNode finished(Generation.Outcome outcome) {
        ObjectNode json = head();
        ArrayNode content = json.putArray("content");
        AnswerText text = outcome.text();
        if (wanted.thinking() && !text.reasoning().isEmpty()) {
            content.add(thinking(text.reasoning()));
        }
        if (!text.content().isEmpty() || text.calls().isEmpty()) {
            content.add(text(text.content()));
        }
        text.calls().forEach(call -> content.add(call(call)));
        putEnd(json, outcome);
        putUsage(json, outcome);
        json.set("recurrence", recurrence.ofAnswer(outcome));
        return json;
    }

    private ObjectNode head() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("type", "message");
        json.put("role", "assistant");
        json.put("model", served.name());
        return json;
    }

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    static ObjectNode thinking(String text) {
        return Json.object().put("type", "thinking").put("thinking", text).put("signature", "");
    }

    /** A call before its arguments. */
    static ObjectNode begun(String name) {
        ObjectNode json = Json.object();
        json.put("type", "tool_use");
        json.put("id", Ids.next("toolu_"));
        json.put("name", name);
        json.putObject("input");
        return json;
    }

    private static ObjectNode call(ToolCall call) {
        ObjectNode json = begun(call.name());
        json.set("input", MessageRequest.input(call.arguments()));
        return json;
    }

    /** Why the answer ended. */
    void putEnd(ObjectNode json, Generation.Outcome outcome) {
        Optional<String> stop = outcome.text().stopped() ? completed(outcome) : Optional.empty();
        String reason = switch (outcome.finishReason()) {
            case "tool_calls" -> "tool_use";
            case "length" -> "max_tokens";
            default -> stop.isPresent() ? "stop_sequence" : "end_turn";
        };
        json.put("stop_reason", reason);
        Json.putOrNull(json, "stop_sequence", stop.filter(text -> reason.equals("stop_sequence")));
    }

    /** The stop string that was first complete. */
    private Optional<String> completed(Generation.Outcome outcome) {
        String all = served.tokenizer().decode(outcome.result().tokenIds(), true);
        Optional<String> first = Optional.empty();
        int end = Integer.MAX_VALUE;
        for (String stop : wanted.stops()) {
            int found = all.indexOf(stop);
            if (found >= 0 && found + stop.length() < end) {
                end = found + stop.length();
                first = Optional.of(stop);
            }
        }
        return first;
    }

    void putUsage(ObjectNode json, Generation.Outcome outcome) {
        Usage usage = Usage.of(1, promptTokens, List.of(outcome));
        putUsage(json, usage.cached(), usage.completion());
    }

    /** Tokens that were there already are counted apart. */
    private void putUsage(ObjectNode json, int cached, int tokens) {
        ObjectNode usage = json.putObject("usage");
        usage.put("input_tokens", promptTokens - cached);
        usage.put("cache_creation_input_tokens", 0);
        usage.put("cache_read_input_tokens", cached);
        usage.put("output_tokens", tokens);
    }

    ObjectNode recurrence(Generation.Outcome outcome) {
        return recurrence.ofToldAnswer(outcome);
    }
}
