package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON schemas as grammars. Every text of the grammar is valid JSON that the schema accepts; not everything the schema accepts is a
 * text of the grammar: properties come in the order of the schema, those that are not declared are left out, spaces are few, numbers have at
 * most 15 digits on a side of the point.
 *
 * <p>Supported are {@code type} (one or several), {@code properties}, {@code required}, {@code additionalProperties}, {@code items},
 * {@code minItems}, {@code maxItems}, {@code minLength}, {@code maxLength}, {@code enum}, {@code const}, {@code anyOf}, {@code oneOf}
 * whose alternatives exclude one another, {@code allOf} of one schema, and {@code $ref} within the schema, recursive or not.
 * Titles, descriptions and the like are read over. Whatever else would restrict the answer is refused by name.
 */
public final class JsonSchema {
    private static final JsonMapper MAPPER = new JsonMapper();

    private JsonSchema() {}

    /** Any JSON object. */
    public static Grammar anyObject() {
        return new Grammar(JsonTerms.OBJECT);
    }

    /** What {@code schema} accepts. */
    public static Grammar grammar(JsonNode schema) {
        return new Grammar(new SchemaCompiler(schema).root());
    }

    /** What the schema in {@code json} accepts. */
    public static Grammar grammar(String json) {
        try {
            return grammar(MAPPER.readTree(json));
        } catch (JacksonException e) {
            throw new MuninnException("the schema is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
