package dev.muninn.server.api;

import dev.muninn.server.http.EventStream;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.tools.ToolFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/responses}. Answers are not kept: every request brings its whole conversation. */
public final class Responses {
    private final Served served;

    public Responses(Served served) {
        this.served = served;
    }

    public void handle(Exchange exchange) {
        Fields body = exchange.body();
        ResponseRequest wanted = ResponseRequest.read(body, served);
        Wishes wishes = wanted.wishes();
        int[] prompt = ChatMessages.encode(served, "input", wanted.messages(), wanted.tools());
        int tokens = wishes.maxTokens().orElse(served.engine().requestDefaults().maxTokens(prompt.length));
        if (tokens == 0) {
            throw ApiError.invalid("max_output_tokens", "an answer of 0 tokens is asked for; at least 1 is wanted");
        }
        List<String> warnings = new ArrayList<>(body.unread());
        exchange.warn(warnings);
        Optional<ToolFormat> tools =
                wanted.tools().map(request -> request.tools().format());
        var request = wishes.request(prompt, 0, tokens, wanted.topLogProbs(), served);
        try (Generation generation = Generation.start(served, List.of(request), wishes.stops(), true, tools)) {
            served.metrics().prompt(prompt.length);
            exchange.client().tally().prompt(served.name(), prompt.length);
            ResponseJson json = new ResponseJson(served, wanted, prompt.length);
            if (wishes.stream()) {
                stream(generation, exchange, json);
            } else {
                exchange.send(json.finished(generation.finish(exchange.client()).getFirst()));
            }
        }
    }

    private static void stream(Generation generation, Exchange exchange, ResponseJson json) {
        // The first wait is before the status line: what fails at once is said in the status.
        Optional<Generation.Update> first = generation.next(exchange.client());
        exchange.stream(events -> write(generation, exchange, json, first, events));
    }

    private static void write(
            Generation generation,
            Exchange exchange,
            ResponseJson json,
            Optional<Generation.Update> first,
            EventStream stream) {
        ResponseEvents events = new ResponseEvents(stream::send, json);
        events.begin();
        for (var update = first; update.isPresent(); update = generation.next(exchange.client())) {
            events.add(update.get().delta());
            update.get().outcome().ifPresent(events::finish);
        }
    }
}
