package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which keywords of JSON Schema may stand where, and what is said about the others. */
final class SchemaKeywords {
    /** They restrict nothing. */
    private static final Set<String> REMARKS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$id",
            "$anchor",
            "$comment",
            "$defs",
            "definitions",
            "$vocabulary",
            "example",
            "externalDocs",
            "xml",
            "discriminator",
            "contentMediaType",
            "contentEncoding",
            "contentSchema",
            "enumNames",
            "markdownDescription");

    private static final Map<String, Set<String>> BY_TYPE = Map.of(
            "object",
                    Set.of(
                            "properties",
                            "required",
                            "additionalProperties",
                            "propertyNames",
                            "minProperties",
                            "maxProperties"),
            "array", Set.of("items", "prefixItems", "minItems", "maxItems"),
            "string", StringTerms.KEYWORDS,
            "number", NumberTerms.KEYWORDS,
            "integer", NumberTerms.KEYWORDS,
            "boolean", Set.of(),
            "null", Set.of());

    private SchemaKeywords() {}

    /** Whether a keyword restricts nothing. */
    static boolean isRemark(String name) {
        return REMARKS.contains(name) || name.startsWith("x-");
    }

    /** Whether a schema restricts nothing. */
    static boolean areRemarks(JsonNode schema) {
        return schema.propertyNames().stream().allMatch(name -> isRemark(name) || harmless(name, schema.get(name)));
    }

    /** Refuses keywords that would restrict the value and are neither {@code handled} nor remarks. */
    static void check(JsonNode schema, String at, Set<String> handled) {
        for (String name : schema.propertyNames()) {
            if (!handled.contains(name) && !isRemark(name) && !harmless(name, schema.get(name))) {
                throw refused(
                        at,
                        "'%s' is not supported%s; leave it out and say it in the prompt"
                                .formatted(name, handled.isEmpty() ? "" : " here, beside " + List.copyOf(handled)));
            }
        }
    }

    /** As {@link #check(JsonNode, String, Set)}, for a schema with these types. */
    static void checkTypes(JsonNode schema, String at, List<String> types) {
        Set<String> handled = new HashSet<>(Set.of("type"));
        for (String type : types) {
            Set<String> keywords = BY_TYPE.get(type);
            if (keywords == null) {
                throw refused(at, "'%s' is no type; wanted one of %s".formatted(type, List.copyOf(BY_TYPE.keySet())));
            }
            handled.addAll(keywords);
        }
        for (String name : schema.propertyNames()) {
            if (!handled.contains(name) && !isRemark(name) && !harmless(name, schema.get(name))) {
                throw refused(
                        at,
                        "'%s' is not supported for the type %s; leave it out and say it in the prompt"
                                .formatted(name, String.join(" or ", types)));
            }
        }
    }

    /** The type a schema without one is about; empty if it has no keyword of any. */
    static List<String> inferred(JsonNode schema) {
        return BY_TYPE.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("integer")) // its keywords are those of numbers
                .filter(entry -> entry.getValue().stream().anyMatch(schema::has))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** A keyword of a value that asks for nothing. */
    private static boolean harmless(String name, JsonNode value) {
        return switch (name) {
            case "uniqueItems", "nullable" -> value.isBoolean() && !value.asBoolean();
            case "format" ->
                Set.of("int32", "int64", "uint32", "uint64", "float", "double", "decimal")
                        .contains(value.asString(""));
            case "minContains", "maxContains" -> true; // of contains, which is refused
            default -> value.isNull();
        };
    }

    static MuninnException refused(String at, String reason) {
        return new MuninnException("the schema at %s: %s".formatted(at, reason));
    }
}
