package dev.muninn.server.api;

import dev.muninn.server.http.EventStream;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCallReader;
import tools.jackson.databind.node.ObjectNode;

/** An answer in Anthropic's form, as it comes: blocks that begin, grow and end, one after the other. */
final class MessageEvents {
    private enum Block {
        NONE,
        THINKING,
        TEXT,
        CALL
    }

    private final EventStream out;
    private final MessageJson json;
    private Block open = Block.NONE;
    private int blocks;

    MessageEvents(EventStream out, MessageJson json) {
        this.out = out;
        this.json = json;
    }

    void begin() {
        ObjectNode event = event("message_start");
        event.set("message", json.begun());
        send(event);
    }

    void add(AnswerText.Delta delta) {
        if (json.thinking() && !delta.reasoning().isEmpty()) {
            grow(Block.THINKING, Json.object().put("type", "thinking_delta").put("thinking", delta.reasoning()));
        }
        if (!delta.content().isEmpty()) {
            grow(Block.TEXT, Json.object().put("type", "text_delta").put("text", delta.content()));
        }
        delta.calls().forEach(this::call);
    }

    private void grow(Block block, ObjectNode delta) {
        if (open != block) {
            endBlock();
            start(block == Block.TEXT ? MessageJson.text("") : MessageJson.thinking(""));
            open = block;
        }
        sendDelta(delta);
    }

    /** A call begins with its name and grows as its arguments form; the next block, or the end, ends it. */
    private void call(ToolCallReader.Part part) {
        if (part.name().isPresent()) {
            endBlock();
            start(MessageJson.begun(part.name().get()));
            open = Block.CALL;
        }
        if (!part.arguments().isEmpty()) {
            sendDelta(Json.object().put("type", "input_json_delta").put("partial_json", part.arguments()));
        }
    }

    void finish(Generation.Outcome outcome) {
        if (blocks == 0 && open == Block.NONE) {
            start(MessageJson.text(""));
            open = Block.TEXT;
        }
        endBlock();
        ObjectNode event = event("message_delta");
        json.putEnd(event.putObject("delta"), outcome);
        json.putUsage(event, outcome);
        event.set("recurrence", json.recurrence(outcome));
        send(event);
        send(event("message_stop"));
    }

    private void start(ObjectNode content) {
        ObjectNode event = event("content_block_start").put("index", blocks);
        event.set("content_block", content);
        send(event);
    }

    private void sendDelta(ObjectNode delta) {
        ObjectNode event = event("content_block_delta").put("index", blocks);
        event.set("delta", delta);
        send(event);
    }

    private void endBlock() {
        if (open != Block.NONE) {
            stop();
            open = Block.NONE;
        }
    }

    private void stop() {
        send(event("content_block_stop").put("index", blocks));
        blocks++;
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private void send(ObjectNode event) {
        out.send(event.path("type").asString(), event);
    }
}
