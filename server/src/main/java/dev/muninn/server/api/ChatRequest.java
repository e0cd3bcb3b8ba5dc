package dev.muninn.server.api;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** The body of {@code /v1/chat/completions}. */
record ChatRequest(Wishes wishes, List<ChatMessage> messages, OptionalInt topLogProbs) {
    private static final int MOST_LOG_PROBS = 20;

    static ChatRequest read(Fields body, Served served) {
        Wishes wishes = Wishes.read(body, served);
        List<ChatMessage> messages =
                body.objects("messages").stream().map(ChatMessages::read).toList();
        OptionalInt top = body.integer("top_logprobs", 0, MOST_LOG_PROBS);
        boolean asked = body.flag("logprobs", false);
        if (top.isPresent() && top.getAsInt() > 0 && !asked) {
            throw ApiError.invalid("top_logprobs", "top_logprobs is given, but logprobs is not true");
        }
        refuseTools(body);
        body.refuse(
                "modalities",
                node -> node.isArray()
                        && node.size() == 1
                        && node.get(0).asString("").equals("text"),
                "the model writes text");
        body.refuse("audio", node -> false, "the model writes text");
        body.refuse("web_search_options", node -> false, "the server looks nothing up");
        body.refuse("prediction", node -> false, "muninn.decode speculates by the model's own shallow recurrences");
        Format.refuse(body, "response_format");
        return new ChatRequest(wishes, messages, asked ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty());
    }

    /** Tools, unless they are none. */
    static void refuseTools(Fields body) {
        String why = "the model's template knows no tools";
        body.refuse("tools", JsonNode::isEmpty, why);
        body.refuse("functions", JsonNode::isEmpty, why);
        body.refuse("tool_choice", node -> List.of("none", "auto").contains(node.asString("")), why);
        body.refuse("function_call", node -> List.of("none", "auto").contains(node.asString("")), why);
        body.pass("parallel_tool_calls");
    }
}
