package dev.muninn.server.api;

import dev.muninn.architecture.Architecture;
import dev.muninn.server.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Models as {@code GET /v1/models} lists them. */
public final class Models {
    private Models() {}

    /** One in memory. */
    public static ObjectNode json(Served served) {
        Architecture config = served.engine().model().config();
        ObjectNode json = head(served.name(), served.created());
        json.put("max_model_len", served.context());
        ObjectNode depth = own(json, served.aliases(), true);
        depth.put("model_type", config.family());
        depth.put("mean_recurrence", config.meanRecurrence());
        depth.put("max_recurrences", served.mostRecurrences());
        depth.put("exit_gate", served.engine().model().hasExitGate());
        depth.put("chat", served.tokenizer().chatTemplate().isPresent());
        return json;
    }

    /** One that is loaded when somebody asks for it. */
    public static ObjectNode absent(String name, List<String> aliases) {
        ObjectNode json = head(name, 0);
        own(json, aliases, false);
        return json;
    }

    private static ObjectNode head(String name, long created) {
        ObjectNode json = Json.object();
        json.put("id", name);
        json.put("object", "model");
        json.put("created", created);
        json.put("owned_by", "muninn");
        return json;
    }

    private static ObjectNode own(ObjectNode json, List<String> aliases, boolean loaded) {
        ObjectNode own = json.putObject("muninn");
        own.put("loaded", loaded);
        aliases.forEach(own.withArray("aliases")::add);
        return own;
    }
}
