package dev.muninn.family;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.JsonFields;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Low-rank adapters in a config. */
final class AdapterKeys {
    private AdapterKeys() {}

    static Adapters read(JsonFields json) {
        int rank = json.integer("rank", 1, 4096);
        float alpha = (float) json.number("alpha");
        return json.checked(() -> new Adapters(
                rank,
                alpha,
                json.texts("targets").stream().map(name -> target(json, name)).collect(Collectors.toSet())));
    }

    private static Tensor target(JsonFields json, String name) {
        for (Tensor tensor : Adapters.TARGETS) {
            if (name(tensor).equals(name)) {
                return tensor;
            }
        }
        throw json.fault("targets", "'" + JsonFields.shorten(name) + "'", "qkv, attention_out, gate_up or down");
    }

    static void write(Adapters adapters, ObjectNode json) {
        json.put("rank", adapters.rank());
        json.put("alpha", Keys.decimal(adapters.alpha()));
        ArrayNode targets = json.putArray("targets");
        Adapters.TARGETS.stream().filter(adapters.targets()::contains).forEach(target -> targets.add(name(target)));
    }

    private static String name(Tensor tensor) {
        return tensor.name().toLowerCase(Locale.ROOT);
    }
}
