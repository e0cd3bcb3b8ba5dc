package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The body of {@code /v1/chat/completions}. */
record ChatRequest(
        Wishes wishes,
        List<ChatMessage> messages,
        OptionalInt topLogProbs,
        Optional<ToolRequest> tools,
        Map<String, Object> variables) {
    private static final int MOST_LOG_PROBS = 20;

    static ChatRequest read(Fields body, Served served) {
        Wishes wishes = Wishes.read(body, served);
        List<ChatMessage> messages = ChatMessages.readAll(body, "messages", served);
        OptionalInt top = body.integer("top_logprobs", 0, MOST_LOG_PROBS);
        boolean asked = body.flag("logprobs", false);
        if (top.isPresent() && top.getAsInt() > 0 && !asked) {
            throw ApiError.invalid("top_logprobs", "top_logprobs is given, but logprobs is not true");
        }
        Optional<ToolRequest> tools = ToolRequest.ofChat(body, served);
        body.refuse(
                "modalities",
                node -> node.isArray()
                        && node.size() == 1
                        && node.get(0).asString("").equals("text"),
                "the model writes text");
        body.refuse("audio", node -> false, "the model writes text");
        body.refuse("web_search_options", node -> false, "the server looks nothing up");
        body.refuse("prediction", node -> false, "muninn.decode speculates by the model's own shallow recurrences");
        Format format = Format.read(body);
        return new ChatRequest(
                wishes.heldTo(format.grammar(tools), served),
                messages,
                asked ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty(),
                tools,
                ChatMessages.variables(body, served));
    }
}
