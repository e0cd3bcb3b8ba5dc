package dev.muninn.server.api;

import dev.muninn.architecture.Architecture;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models}: the one model that is served. */
public final class Models {
    private static final String PATH = "/v1/models/";

    private final Served served;

    public Models(Served served) {
        this.served = served;
    }

    public void list(Exchange exchange) {
        ObjectNode json = Json.object().put("object", "list");
        json.putArray("data").add(model());
        exchange.send(json);
    }

    public void one(Exchange exchange) {
        served.checkModel(exchange.path().substring(PATH.length()));
        exchange.send(model());
    }

    private ObjectNode model() {
        Architecture config = served.engine().model().config();
        ObjectNode json = Json.object();
        json.put("id", served.name());
        json.put("object", "model");
        json.put("created", served.created());
        json.put("owned_by", "muninn");
        json.put("max_model_len", served.context());
        ObjectNode depth = json.putObject("muninn");
        depth.put("model_type", config.family());
        depth.put("mean_recurrence", config.meanRecurrence());
        depth.put("max_recurrences", served.mostRecurrences());
        depth.put("exit_gate", served.engine().model().hasExitGate());
        depth.put("chat", served.tokenizer().chatTemplate().isPresent());
        return json;
    }
}
