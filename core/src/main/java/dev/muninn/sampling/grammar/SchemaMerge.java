package dev.muninn.sampling.grammar;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two schemas that must both hold, as one: for {@code allOf} and for keywords beside {@code $ref}, {@code anyOf} and {@code oneOf}. */
final class SchemaMerge {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String at;

    private SchemaMerge(String at) {
        this.at = at;
    }

    /** Both at once; refuses, by name, a keyword of which two values cannot be made one. */
    static JsonNode of(JsonNode one, JsonNode other, String at) {
        if (one.isBoolean()) {
            return one.asBoolean() ? other : one;
        }
        if (other.isBoolean()) {
            return other.asBoolean() ? one : other;
        }
        return new SchemaMerge(at).objects(one, other);
    }

    private JsonNode objects(JsonNode one, JsonNode other) {
        ObjectNode merged = JSON.objectNode();
        one.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
        for (String name : other.propertyNames()) {
            JsonNode value = other.get(name);
            boolean known = merged.has(name) && !merged.get(name).isNull();
            merged.set(name, known ? both(name, merged.get(name), value) : value);
        }
        closed(one, other, merged);
        closed(other, one, merged);
        return merged;
    }

    private JsonNode both(String name, JsonNode one, JsonNode two) {
        if (one.equals(two) || SchemaKeywords.isRemark(name)) {
            return one;
        }
        return switch (name) {
            case "type" -> types(one, two);
            case "enum" -> common(one, two);
            case "required" -> union(one, two);
            case "properties" -> properties(one, two);
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" -> greater(name, one, two, 1);
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" -> greater(name, one, two, -1);
            case "items" -> allOf(one, two);
            case "additionalProperties" ->
                one.isBoolean() && two.isBoolean()
                        ? JSON.booleanNode(one.asBoolean() && two.asBoolean())
                        : one.isBoolean()
                                ? one.asBoolean() ? two : one
                                : two.isBoolean() ? two.asBoolean() ? one : two : allOf(one, two);
            default -> throw SchemaKeywords.refused(at, "'%s' is asked for twice, in different ways".formatted(name));
        };
    }

    private static JsonNode allOf(JsonNode one, JsonNode two) {
        ObjectNode both = JSON.objectNode();
        both.putArray("allOf").add(one).add(two);
        return both;
    }

    private JsonNode types(JsonNode one, JsonNode two) {
        Set<String> these = words(one);
        Set<String> those = words(two);
        Set<String> common = new LinkedHashSet<>(these);
        common.retainAll(those);
        if (these.contains("integer") && those.contains("number")
                || these.contains("number") && those.contains("integer")) {
            common.add("integer");
        }
        if (common.isEmpty()) {
            throw SchemaKeywords.refused(at, "no value is of the types %s and %s at once".formatted(these, those));
        }
        ArrayNode list = JSON.arrayNode();
        common.forEach(list::add);
        return list;
    }

    private static Set<String> words(JsonNode node) {
        Set<String> words = new LinkedHashSet<>();
        if (node.isArray()) {
            node.values().forEach(word -> words.add(word.asString("")));
        } else {
            words.add(node.asString(""));
        }
        return words;
    }

    private static JsonNode common(JsonNode one, JsonNode two) {
        List<JsonNode> those = new ArrayList<>(two.values());
        ArrayNode list = JSON.arrayNode();
        one.values().stream().filter(those::contains).forEach(list::add);
        return list;
    }

    private static JsonNode union(JsonNode one, JsonNode two) {
        Set<JsonNode> all = new LinkedHashSet<>(one.values());
        all.addAll(two.values());
        ArrayNode list = JSON.arrayNode();
        all.forEach(list::add);
        return list;
    }

    private static JsonNode properties(JsonNode one, JsonNode two) {
        ObjectNode all = JSON.objectNode();
        one.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        for (String name : two.propertyNames()) {
            all.set(name, all.has(name) ? allOf(all.get(name), two.get(name)) : two.get(name));
        }
        return all;
    }

    private JsonNode greater(String name, JsonNode one, JsonNode two, int sign) {
        if (!one.isNumber() || !two.isNumber()) {
            throw SchemaKeywords.refused(at, "'%s' is %s and %s, wanted numbers".formatted(name, one, two));
        }
        return Integer.signum(one.decimalValue().compareTo(two.decimalValue())) * sign >= 0 ? one : two;
    }

    /** A schema that allows no further properties forbids those that only the other one names. */
    private static void closed(JsonNode one, JsonNode other, ObjectNode merged) {
        JsonNode more = one.path("additionalProperties");
        if (!more.isBoolean() || more.asBoolean() || !other.path("properties").isObject()) {
            return;
        }
        ObjectNode kept = JSON.objectNode();
        merged.path("properties").properties().forEach(entry -> {
            if (one.path("properties").has(entry.getKey())) {
                kept.set(entry.getKey(), entry.getValue());
            }
        });
        merged.set("properties", kept);
    }
}
