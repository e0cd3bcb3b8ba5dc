package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The form an answer must have.
 *
 * @param grammar what the answer is held to; empty for text
 */
record Format(Optional<Grammar> grammar) {
    static final Format TEXT = new Format(Optional.empty());

    /** Chats and completions put the schema into an object of its own, {@code json_schema}. */
    static Format read(Fields body, String name) {
        return body.object(name)
                .map(format -> read(format, format.object("json_schema").orElse(format)))
                .orElse(TEXT);
    }

    /** What an answer is held to that may also call functions. */
    Optional<Grammar> grammar(Optional<ToolRequest> tools) {
        return tools.isPresent() ? tools.get().tools().grammar(grammar) : grammar;
    }

    private static Format read(Fields format, Fields holder) {
        String type = format.requiredString("type");
        return switch (type) {
            case "text" -> TEXT;
            case "json_object" -> new Format(Optional.of(JsonSchema.anyObject()));
            case "json_schema" -> new Format(Optional.of(schema(holder)));
            default ->
                throw ApiError.unsupported(
                        format.path("type"),
                        "%s is '%s'; text, json_object or json_schema is wanted"
                                .formatted(format.path("type"), type.length() <= 40 ? type : "…"));
        };
    }

    private static Grammar schema(Fields holder) {
        holder.pass("name", "description", "strict"); // every schema is held to strictly
        JsonNode schema = holder.node("schema").orElseThrow(() -> holder.missing("schema", "a JSON schema"));
        try {
            return JsonSchema.grammar(schema);
        } catch (MuninnException e) {
            throw ApiError.invalid(holder.path("schema"), String.valueOf(e.getMessage()));
        }
    }
}
