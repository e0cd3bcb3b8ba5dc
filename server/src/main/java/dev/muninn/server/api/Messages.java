package dev.muninn.server.api;

import dev.muninn.generate.Request;
import dev.muninn.server.http.EventStream;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/messages}, the form of Anthropic's clients. */
public final class Messages {
    private final Served served;

    public Messages(Served served) {
        this.served = served;
    }

    public void handle(Exchange exchange) {
        MessageRequest wanted = MessageRequest.read(exchange.body(), served, false);
        int tokens = wanted.wishes().maxTokens().orElseThrow();
        if (tokens == 0) {
            throw ApiError.invalid("max_tokens", "an answer of 0 tokens is asked for; at least 1 is wanted");
        }
        int[] prompt = ChatMessages.encode(served, "messages", wanted.messages(), wanted.tools());
        exchange.warn(wanted.warnings());
        Request request = wanted.wishes().request(prompt, 0, tokens, OptionalInt.empty(), served);
        Optional<ToolFormat> tools = wanted.tools().map(found -> found.tools().format());
        try (Generation generation =
                Generation.start(served, List.of(request), wanted.wishes().stops(), true, tools)) {
            served.metrics().prompt(prompt.length);
            exchange.client().tally().prompt(served.name(), prompt.length);
            MessageJson json = new MessageJson(served, wanted, prompt.length);
            if (wanted.wishes().stream()) {
                stream(generation, exchange, json);
            } else {
                exchange.send(json.finished(generation.finish(exchange.client()).getFirst()));
            }
        }
    }

    private static void stream(Generation generation, Exchange exchange, MessageJson json) {
        // The first wait is before the status line: what fails at once is said in the status.
        Optional<Generation.Update> first = generation.next(exchange.client());
        exchange.stream(
                events -> write(generation, exchange, json, first, events),
                (events, error) -> events.send("error", error));
    }

    private static void write(
            Generation generation,
            Exchange exchange,
            MessageJson json,
            Optional<Generation.Update> first,
            EventStream stream) {
        MessageEvents events = new MessageEvents(stream, json);
        events.begin();
        for (var update = first; update.isPresent(); update = generation.next(exchange.client())) {
            events.add(update.get().delta());
            update.get().outcome().ifPresent(events::finish);
        }
    }

    /** {@code POST /v1/messages/count_tokens}. */
    public void count(Exchange exchange) {
        MessageRequest wanted = MessageRequest.read(exchange.body(), served, true);
        int[] prompt = ChatMessages.encode(served, "messages", wanted.messages(), wanted.tools());
        exchange.warn(wanted.warnings());
        exchange.send(Json.object().put("input_tokens", prompt.length));
    }

    /** The body of an error. */
    public static ObjectNode error(ApiError error) {
        String type = switch (error.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> error.status() < 500 ? "invalid_request_error" : "api_error";
        };
        ObjectNode json = Json.object().put("type", "error");
        json.putObject("error").put("type", type).put("message", error.text());
        return json;
    }
}
