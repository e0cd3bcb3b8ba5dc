package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** The body of {@code /v1/responses}. */
record ResponseRequest(
        Wishes wishes,
        List<ChatMessage> messages,
        Optional<String> instructions,
        OptionalInt topLogProbs,
        Optional<String> effort,
        Optional<JsonNode> format,
        Optional<ToolRequest> tools,
        ToolEcho echo) {
    private static final int MOST_LOG_PROBS = 20;

    static ResponseRequest read(Fields body, Served served) {
        Wishes wishes = Wishes.read(body, served);
        if (wishes.copies() != 1) {
            throw ApiError.unsupported("n", "a response is one answer; ask several times");
        }
        Optional<String> instructions = body.string("instructions");
        List<ChatMessage> messages = new ArrayList<>();
        instructions.ifPresent(text -> messages.add(new ChatMessage("system", text)));
        messages.addAll(ResponseInput.turns(body, served));
        body.refuse(
                "previous_response_id", node -> false, "answers are not kept; send the whole conversation as input");
        body.refuse("conversation", node -> false, "answers are not kept; send the whole conversation as input");
        body.refuse("background", node -> !node.asBoolean(false), "answers are not kept");
        body.refuse("truncation", node -> node.asString("").equals("disabled"), "a prompt is never cut");
        Optional<ToolRequest> tools = ToolRequest.ofResponse(body, served);
        Format format = Format.ofResponse(body);
        OptionalInt top = body.integer("top_logprobs", 0, MOST_LOG_PROBS);
        boolean asked = body.strings("include").contains("message.output_text.logprobs");
        body.pass("store", "max_tool_calls", "prompt_cache_retention");
        Optional<String> effort = body.object("reasoning").flatMap(fields -> fields.string("effort"));
        return new ResponseRequest(
                wishes.heldTo(format.grammar(tools), served),
                messages,
                instructions,
                asked ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty(),
                effort,
                body.object("text").flatMap(text -> text.node("format")),
                tools,
                ToolEcho.of(body));
    }
}
