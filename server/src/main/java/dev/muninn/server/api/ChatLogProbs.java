package dev.muninn.server.api;

import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.Tokenizer;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code logprobs} of chats and responses: an object a token. */
final class ChatLogProbs {
    private ChatLogProbs() {}

    static ObjectNode of(Tokenizer tokenizer, List<AnswerText.Placed> tokens) {
        ObjectNode json = Json.object();
        json.set("content", list(tokenizer, tokens));
        json.putNull("refusal");
        return json;
    }

    static ArrayNode list(Tokenizer tokenizer, List<AnswerText.Placed> tokens) {
        ArrayNode list = Json.object().putArray("list");
        for (AnswerText.Placed token : tokens) {
            TokenLogProbabilities found = token.event().logProbabilities().orElseThrow();
            ObjectNode entry = list.addObject();
            put(entry, tokenizer, token.event().token(), found.chosen());
            ArrayNode top = entry.putArray("top_logprobs");
            for (int i = 0; i < found.tokens().length; i++) {
                put(top.addObject(), tokenizer, found.tokens()[i], found.values()[i]);
            }
        }
        return list;
    }

    private static void put(ObjectNode entry, Tokenizer tokenizer, int id, float value) {
        entry.put("token", TokenText.of(tokenizer, id));
        entry.put("logprob", value);
        ArrayNode bytes = entry.putArray("bytes");
        for (byte b : TokenText.bytes(tokenizer, id)) {
            bytes.add(b & 0xFF);
        }
    }
}
