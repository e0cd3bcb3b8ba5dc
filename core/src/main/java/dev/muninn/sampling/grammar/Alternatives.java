package dev.muninn.sampling.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether alternatives exclude one another, as {@code oneOf} demands: by their types, their constants, or those of a property. */
final class Alternatives {
    private static final int MOST_REFERENCES = 20;

    private Alternatives() {}

    static void requireExclusive(List<JsonNode> schemas, String at, SchemaCompiler compiler) {
        List<JsonNode> resolved = new ArrayList<>();
        for (JsonNode schema : schemas) {
            resolved.add(resolve(schema, at, compiler));
        }
        for (int i = 0; i < resolved.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!exclusive(resolved.get(i), resolved.get(j), at)) {
                    throw SchemaKeywords.refused(
                            at,
                            ("alternatives %s and %s may both hold; use anyOf, or tell them apart by type or by a required"
                                            + " property with a const")
                                    .formatted(j, i));
                }
            }
        }
    }

    private static JsonNode resolve(JsonNode schema, String at, SchemaCompiler compiler) {
        JsonNode found = schema;
        for (int i = 0; i < MOST_REFERENCES && found.path("$ref").isString(); i++) {
            found = compiler.resolve(found.get("$ref").asString(), at);
        }
        return found;
    }

    /** Whether certainly no value is in both. */
    private static boolean exclusive(JsonNode one, JsonNode other, String at) {
        Optional<List<JsonNode>> these = constants(one);
        Optional<List<JsonNode>> those = constants(other);
        if (these.isPresent() && those.isPresent()) {
            return Collections.disjoint(these.get(), those.get());
        }
        Set<String> types = kinds(one, at);
        types.retainAll(kinds(other, at));
        return types.isEmpty() || types.equals(Set.of("object")) && propertyDiffers(one, other);
    }

    private static boolean propertyDiffers(JsonNode one, JsonNode other) {
        Set<String> required = names(one);
        required.retainAll(names(other));
        return required.stream().anyMatch(name -> {
            var these = constants(one.path("properties").path(name));
            var those = constants(other.path("properties").path(name));
            return these.isPresent() && those.isPresent() && Collections.disjoint(these.get(), those.get());
        });
    }

    private static Set<String> names(JsonNode schema) {
        Set<String> names = new HashSet<>();
        schema.path("required").values().forEach(name -> names.add(name.asString("")));
        return names;
    }

    /** The types a value may have; all of them where the schema does not say. Integers are numbers. */
    private static Set<String> kinds(JsonNode schema, String at) {
        Set<String> kinds = new HashSet<>();
        Optional<List<JsonNode>> constants = constants(schema);
        if (constants.isPresent()) {
            constants.get().forEach(value -> kinds.add(kind(value)));
            return kinds;
        }
        List<String> types = schema.isObject() ? SchemaCompiler.types(schema, at) : List.of();
        types.forEach(type -> kinds.add(type.equals("integer") ? "number" : type));
        return kinds.isEmpty()
                ? new HashSet<>(Set.of("object", "array", "string", "number", "boolean", "null"))
                : kinds;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            default -> "string";
        };
    }

    /** The values a schema lists that are of its types; empty if it lists none. */
    static Optional<List<JsonNode>> constants(JsonNode schema) {
        List<JsonNode> values;
        if (schema.has("const")) {
            JsonNode only = schema.get("const");
            boolean listed = !schema.path("enum").isArray()
                    || schema.get("enum").valueStream().anyMatch(only::equals);
            values = listed ? List.of(only) : List.of();
        } else if (schema.path("enum").isArray()) {
            values = List.copyOf(schema.get("enum").values());
        } else {
            return Optional.empty();
        }
        return Optional.of(values.stream()
                .filter(value -> fits(schema.path("type"), value))
                .toList());
    }

    private static boolean fits(JsonNode type, JsonNode value) {
        if (type.isMissingNode() || type.isNull()) {
            return true;
        }
        Set<String> types = new HashSet<>();
        if (type.isArray()) {
            type.values().forEach(item -> types.add(item.asString("")));
        } else {
            types.add(type.asString(""));
        }
        return types.contains(kind(value)) || types.contains("integer") && NumberTerms.isWhole(value);
    }
}
