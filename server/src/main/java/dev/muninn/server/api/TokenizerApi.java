package dev.muninn.server.api;

import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.ChatTemplate;
import dev.muninn.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Text to token ids and back, for clients that count or score. */
public final class TokenizerApi {
    private final Served served;

    public TokenizerApi(Served served) {
        this.served = served;
    }

    /** {@code POST /tokenize}: a {@code prompt}, or the {@code messages} of a chat. */
    public void tokenize(Exchange exchange) {
        Fields body = exchange.body();
        served.checkModel(body);
        boolean special = body.flag("add_special_tokens", true);
        Optional<String> prompt = body.string("prompt");
        int[] tokens;
        if (prompt.isPresent()) {
            String text = prompt.get();
            tokens = served.heavy().run(text.length(), () -> served.tokenizer().encode(text, special));
        } else if (body.has("messages")) {
            tokens = ChatMessages.encode(
                    served,
                    "messages",
                    ChatMessages.readAll(body, "messages", served),
                    Optional.empty(),
                    ChatMessages.variables(body, served));
        } else {
            throw ApiError.invalid("prompt", "prompt is missing; a string is wanted, or messages");
        }
        exchange.warn(body.unread());
        ObjectNode json = Json.object();
        json.put("count", tokens.length);
        json.put("max_model_len", served.context());
        ArrayNode ids = json.putArray("tokens");
        for (int token : tokens) {
            ids.add(token);
        }
        exchange.send(json);
    }

    /** {@code POST /detokenize}. */
    public void detokenize(Exchange exchange) {
        Fields body = exchange.body();
        served.checkModel(body);
        JsonNode list = body.node("tokens").orElseThrow(() -> body.missing("tokens", "a list of token ids"));
        if (!list.isArray()) {
            throw body.wrong("tokens", "a list of token ids", list);
        }
        int[] tokens = Prompts.ids(body, "tokens", list, served);
        exchange.warn(body.unread());
        String text =
                served.heavy().run(8L * tokens.length, () -> served.tokenizer().decode(tokens, false));
        exchange.send(Json.object().put("prompt", text));
    }

    /** {@code GET /tokenizer_info}. */
    public void info(Exchange exchange) {
        Tokenizer tokenizer = served.tokenizer();
        ObjectNode json = Json.object();
        json.put("tokenizer_class", "muninn");
        json.put("vocab_size", tokenizer.vocab());
        json.put("model_max_length", served.context());
        for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            Json.putOrNull(
                    json, name, Optional.ofNullable(tokenizer.specialTokens().get(name)));
        }
        Json.putOrNull(json, "chat_template", tokenizer.chatTemplate().map(ChatTemplate::source));
        exchange.send(json);
    }
}
