package dev.muninn.sampling.grammar;

import static dev.muninn.sampling.grammar.SchemaKeywords.refused;

import dev.muninn.error.MuninnException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One schema to a term. Schemas that are referred to become rules, so that they may refer to themselves. */
final class SchemaCompiler {
    private static final int LARGEST_COUNT = 100_000;
    private static final int MOST_PROPERTIES = 500;
    private static final int MOST_SCHEMAS = 5000;
    private static final int MOST_REFERENCES = 20;

    private final JsonNode document;
    private final Map<String, Term.Rule> rules = new HashMap<>();
    private int compiled;

    SchemaCompiler(JsonNode document) {
        this.document = document;
    }

    Term root() {
        try {
            return reference("#", "#");
        } catch (StackOverflowError e) {
            throw new MuninnException("the schema is nested too deeply; make it flatter", e);
        }
    }

    private Term compile(JsonNode schema, String at) {
        if (++compiled > MOST_SCHEMAS) {
            throw refused(at, "more than %s schemas are in it; make it smaller".formatted(MOST_SCHEMAS));
        }
        if (schema.isBoolean() && schema.asBoolean()) {
            return JsonTerms.VALUE;
        }
        if (!schema.isObject()) {
            throw refused(at, "it is %s, wanted an object".formatted(schema.isBoolean() ? "false" : "no schema"));
        }
        if (schema.path("nullable").asBoolean(false)) {
            ObjectNode rest = without(schema, "nullable");
            return new Term.Choice(compile(rest, at), JsonTerms.NULL);
        }
        for (String keyword : List.of("$ref", "allOf", "anyOf", "oneOf")) {
            if (schema.hasNonNull(keyword)) {
                return combined(keyword, schema, at);
            }
        }
        if (schema.has("const") || schema.hasNonNull("enum")) {
            SchemaKeywords.check(schema, at, Set.of("const", "enum", "type"));
            return constants(schema, at);
        }
        return typed(schema, at);
    }

    /** A keyword that names other schemas; what stands beside it holds too, and so is merged into each of them. */
    private Term combined(String keyword, JsonNode schema, String at) {
        ObjectNode beside = without(schema, keyword);
        boolean alone = SchemaKeywords.areRemarks(beside);
        String inside = at + "/" + keyword;
        JsonNode value = schema.get(keyword);
        return switch (keyword) {
            case "$ref" ->
                alone
                        ? reference(value.asString(""), at)
                        : compile(SchemaMerge.of(referred(schema, at), beside, at), at);
            case "allOf" -> {
                JsonNode all = alone ? JsonNodeFactory.instance.booleanNode(true) : beside;
                for (JsonNode part : list(value, inside)) {
                    all = SchemaMerge.of(all, referred(part, inside), inside);
                }
                yield list(value, inside).size() == 1 && alone
                        ? compile(value.get(0), inside + "/0")
                        : compile(all, inside);
            }
            default -> {
                List<JsonNode> alternatives = list(value, inside);
                if (keyword.equals("oneOf")) {
                    Alternatives.requireExclusive(alternatives, inside, this);
                }
                yield new Term.Choice(compileAll(alternatives, beside, alone, inside));
            }
        };
    }

    private List<Term> compileAll(List<JsonNode> alternatives, ObjectNode beside, boolean alone, String at) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            JsonNode alternative = alternatives.get(i);
            String where = at + "/" + i;
            terms.add(
                    compile(alone ? alternative : SchemaMerge.of(referred(alternative, where), beside, where), where));
        }
        return terms;
    }

    private static ObjectNode without(JsonNode schema, String keyword) {
        ObjectNode rest = ((ObjectNode) schema).deepCopy();
        rest.remove(keyword);
        return rest;
    }

    /** A schema with what it refers to in place of the reference, so that it can be merged with another. */
    private JsonNode referred(JsonNode schema, String at) {
        JsonNode found = schema;
        for (int i = 0; found.path("$ref").isString(); i++) {
            if (i == MOST_REFERENCES) {
                throw refused(at, "$ref leads to more than %d others in turn".formatted(MOST_REFERENCES));
            }
            ObjectNode beside = without(found, "$ref");
            JsonNode target = resolve(found.get("$ref").asString(), at);
            found = SchemaKeywords.areRemarks(beside) ? target : SchemaMerge.of(target, beside, at);
        }
        return found;
    }

    private static List<JsonNode> list(JsonNode node, String at) {
        if (!node.isArray() || node.isEmpty()) {
            throw refused(at, "a list with at least one entry is wanted");
        }
        return List.copyOf(node.values());
    }

    private Term reference(String pointer, String at) {
        Term.Rule known = rules.get(pointer);
        if (known != null) {
            return known;
        }
        Term.Rule rule = new Term.Rule();
        rules.put(pointer, rule);
        rule.is(compile(resolve(pointer, at), pointer));
        return rule;
    }

    /** The schema that {@code pointer} names. */
    JsonNode resolve(String pointer, String at) {
        JsonNode found = null;
        if (pointer.equals("#")) {
            found = document;
        } else if (pointer.startsWith("#/")) {
            found = document.at(JsonPointer.compile(
                    URLDecoder.decode(pointer.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8)));
        }
        if (found == null || found.isMissingNode()) {
            throw refused(at, "$ref is '%s', which is nothing in this schema".formatted(pointer));
        }
        return found;
    }

    private static Term constants(JsonNode schema, String at) {
        List<Term> literals = Alternatives.constants(schema).orElseThrow().stream()
                .map(value -> (Term) new Term.Literal(value.toString()))
                .toList();
        if (literals.isEmpty()) {
            throw refused(at, "no value is of the type that is asked for");
        }
        return new Term.Choice(literals);
    }

    private Term typed(JsonNode schema, String at) {
        List<String> types = types(schema, at);
        if (types.isEmpty()) {
            SchemaKeywords.check(schema, at, Set.of());
            return JsonTerms.VALUE;
        }
        SchemaKeywords.checkTypes(schema, at, types);
        List<Term> terms = new ArrayList<>();
        for (String type : types) {
            terms.add(
                    switch (type) {
                        case "object" -> object(schema, at);
                        case "array" -> array(schema, at);
                        case "string" -> StringTerms.of(schema, at);
                        case "number" -> NumberTerms.of(schema, at, false);
                        case "integer" -> NumberTerms.of(schema, at, true);
                        case "boolean" -> JsonTerms.BOOLEAN;
                        default -> JsonTerms.NULL;
                    });
        }
        return new Term.Choice(terms);
    }

    static List<String> types(JsonNode schema, String at) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            return List.of(type.asString());
        }
        if (type.isArray()) {
            return list(type, at + "/type").stream()
                    .map(item -> item.asString(""))
                    .toList();
        }
        List<String> inferred = SchemaKeywords.inferred(schema);
        if (!type.isMissingNode() || inferred.size() > 1) {
            throw refused(at, "type is missing or no word; wanted one such as \"object\"");
        }
        return inferred;
    }

    private Term array(JsonNode schema, String at) {
        int least = count(schema, "minItems", 0, at);
        int most = most(schema, "maxItems", least, at);
        List<JsonNode> first =
                schema.hasNonNull("prefixItems") ? list(schema.get("prefixItems"), at + "/prefixItems") : List.of();
        JsonNode items = schema.path("items");
        boolean closed = items.isBoolean() && !items.asBoolean();
        if (closed && least > first.size()) {
            throw refused(
                    at, "minItems is %d, and items past the first %d are forbidden".formatted(least, first.size()));
        }
        Term item = closed || !schema.hasNonNull("items") ? JsonTerms.VALUE : compile(items, at + "/items");
        if (first.isEmpty()) {
            return JsonTerms.array(item, least, closed ? 0 : most);
        }
        List<Term> begin = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            begin.add(compile(first.get(i), at + "/prefixItems/" + i));
        }
        return JsonTerms.tuple(begin, item, least, closed ? Math.min(most, first.size()) : most);
    }

    static int most(JsonNode schema, String name, int least, String at) {
        int most = count(schema, name, Term.Repeat.UNBOUNDED, at);
        if (most < least) {
            throw refused(at, "%s is %s, less than the %s that are wanted at least".formatted(name, most, least));
        }
        return most;
    }

    static int count(JsonNode schema, String name, int otherwise, String at) {
        JsonNode value = schema.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.canConvertToInt() || value.asInt() < 0 || value.asInt() > LARGEST_COUNT) {
            throw refused(at, "%s is %s, wanted a whole number from 0 to %s".formatted(name, value, LARGEST_COUNT));
        }
        return value.asInt();
    }

    /** Declared properties in their order, or any names where none are declared and others are not forbidden. */
    private Term object(JsonNode schema, String at) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
        List<String> required = new ArrayList<>();
        schema.path("required").values().forEach(name -> required.add(name.asString("")));
        JsonNode others = schema.path("additionalProperties");
        boolean open = !(others.isBoolean() && !others.asBoolean());
        for (String name : required) {
            if (!properties.containsKey(name)) {
                if (!open) {
                    throw refused(at, "'%s' is required, but no property of that name is allowed".formatted(name));
                }
                properties.put(name, others.isObject() ? others : JsonNodeFactory.instance.booleanNode(true));
            }
        }
        if (properties.size() > MOST_PROPERTIES) {
            throw refused(
                    at, "it has %s properties, at most %s are supported".formatted(properties.size(), MOST_PROPERTIES));
        }
        int least = count(schema, "minProperties", 0, at);
        int most = most(schema, "maxProperties", least, at);
        if (properties.isEmpty() && open) {
            return map(schema, others, least, most, at);
        }
        if (schema.hasNonNull("propertyNames") || least > required.size() || most < properties.size()) {
            throw refused(
                    at,
                    "'propertyNames', 'minProperties' and 'maxProperties' are supported where no properties are named; leave"
                            + " them out and say it in the prompt");
        }
        return object(properties, Set.copyOf(required), at);
    }

    private Term map(JsonNode schema, JsonNode others, int least, int most, String at) {
        boolean free = !others.isObject() && !schema.hasNonNull("propertyNames");
        if (free && least == 0 && most == Term.Repeat.UNBOUNDED) {
            return JsonTerms.OBJECT;
        }
        Term name = schema.hasNonNull("propertyNames")
                ? names(schema.get("propertyNames"), at + "/propertyNames")
                : JsonTerms.STRING;
        Term value = others.isObject() ? compile(others, at + "/additionalProperties") : JsonTerms.VALUE;
        // A name that is written twice counts once, so a least number of properties can be held to one alone.
        if (least > 1) {
            throw refused(at, "minProperties is %d; 0 and 1 are supported".formatted(least));
        }
        return JsonTerms.map(name, value, least, most);
    }

    /** Names are strings, whether the schema says so or not. */
    private Term names(JsonNode schema, String at) {
        ObjectNode strings = JsonNodeFactory.instance.objectNode().put("type", "string");
        return compile(SchemaMerge.of(strings, referred(schema, at), at), at);
    }

    private Term object(Map<String, JsonNode> properties, Set<String> required, String at) {
        // From the last property to the first: what follows if none was written yet, and what follows another.
        Term first = new Term.Literal("}");
        Term later = first;
        for (Map.Entry<String, JsonNode> entry :
                List.copyOf(properties.entrySet()).reversed()) {
            String name = entry.getKey();
            Term property = new Term.Sequence(
                    new Term.Literal(JsonNodeFactory.instance.stringNode(name).toString()),
                    JsonTerms.COLON,
                    compile(entry.getValue(), at + "/properties/" + name));
            Term writtenFirst = new Term.Sequence(property, later);
            Term writtenLater = new Term.Sequence(JsonTerms.COMMA, property, later);
            boolean needed = required.contains(name);
            first = needed ? writtenFirst : new Term.Choice(writtenFirst, first);
            later = needed ? writtenLater : new Term.Choice(writtenLater, later);
        }
        return new Term.Sequence(new Term.Literal("{"), first);
    }
}
