package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.Grammars;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The form an answer must have: as OpenAI asks for it, as vLLM does ({@code guided_*}, {@code structured_outputs}), as llama.cpp does
 * ({@code grammar}, {@code json_schema}). What cannot be held to is refused; an answer is never free where a form was asked for.
 *
 * @param grammar the answers that are right; empty for text
 */
record Format(Optional<Grammar> grammar) {
    /** One that was asked for. */
    private record Asked(String name, Optional<Grammar> grammar) {}

    /** Of a chat or completion. */
    static Format read(Fields body) {
        List<Asked> asked = others(body);
        body.object("response_format")
                .ifPresent(format -> asked.add(new Asked(
                        "response_format",
                        typed(format, format.object("json_schema").orElse(format)))));
        return only(asked);
    }

    /** Of a response, whose {@code text.format} has the schema's fields itself. */
    static Format ofResponse(Fields body) {
        List<Asked> asked = others(body);
        body.object("text").ifPresent(text -> {
            text.pass("verbosity");
            text.object("format").ifPresent(format -> asked.add(new Asked("text.format", typed(format, format))));
        });
        return only(asked);
    }

    private static Format only(List<Asked> asked) {
        List<Asked> forms =
                asked.stream().filter(form -> form.grammar().isPresent()).toList();
        if (forms.size() > 1) {
            throw ApiError.invalid(
                    forms.get(1).name(),
                    "%s and %s both ask for a form; give one"
                            .formatted(forms.get(0).name(), forms.get(1).name()));
        }
        return new Format(forms.isEmpty() ? Optional.empty() : forms.getFirst().grammar());
    }

    /** The answers that are right where there may be calls of functions, too. */
    Optional<Grammar> grammar(Optional<ToolRequest> tools) {
        return tools.isPresent() ? tools.get().tools().grammar(grammar) : grammar;
    }

    /** Forms in the words of other servers. */
    private static List<Asked> others(Fields body) {
        List<Asked> asked = new ArrayList<>();
        guided(body, "guided_", asked);
        body.object("structured_outputs").ifPresent(fields -> guided(fields, "", asked));
        body.node("json_schema")
                .ifPresent(schema -> asked.add(new Asked("json_schema", schema(body, "json_schema", schema))));
        body.string("grammar").ifPresent(text -> asked.add(new Asked("grammar", gbnf(body, "grammar", text))));
        return asked;
    }

    private static void guided(Fields fields, String prefix, List<Asked> asked) {
        String json = prefix + "json";
        fields.node(json).ifPresent(schema -> asked.add(new Asked(fields.path(json), schema(fields, json, schema))));
        String regex = prefix + "regex";
        fields.string(regex)
                .ifPresent(pattern ->
                        asked.add(new Asked(fields.path(regex), held(fields, regex, () -> Grammars.regex(pattern)))));
        String choice = prefix + "choice";
        if (fields.has(choice)) {
            List<String> texts = fields.strings(choice);
            asked.add(new Asked(fields.path(choice), held(fields, choice, () -> Grammars.choice(texts))));
        }
        String grammar = prefix + "grammar";
        fields.string(grammar)
                .ifPresent(text -> asked.add(new Asked(fields.path(grammar), gbnf(fields, grammar, text))));
        if (fields.flag(prefix + "json_object", false)) {
            asked.add(new Asked(fields.path(prefix + "json_object"), Optional.of(JsonSchema.anyObject())));
        }
        fields.pass(prefix + "decoding_backend", "disable_any_whitespace", "disable_fallback");
        String instead = "spaces are bounded here";
        fields.refuse(prefix + "whitespace_pattern", node -> false, instead);
        fields.refuse("structural_tag", node -> false, "give a schema, an expression, a choice or a grammar");
    }

    private static Optional<Grammar> typed(Fields format, Fields holder) {
        String type = format.requiredString("type");
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" -> format.has("schema") ? schema(format) : Optional.of(JsonSchema.anyObject());
            case "json_schema" -> schema(holder);
            default ->
                throw ApiError.unsupported(
                        format.path("type"),
                        "%s is '%s'; text, json_object or json_schema is wanted"
                                .formatted(format.path("type"), type.length() <= 40 ? type : "…"));
        };
    }

    private static Optional<Grammar> schema(Fields holder) {
        holder.pass("name", "description", "strict"); // every schema is held to strictly
        JsonNode schema = holder.node("schema").orElseThrow(() -> holder.missing("schema", "a JSON schema"));
        return schema(holder, "schema", schema);
    }

    /** Some clients send the schema as text. */
    private static Optional<Grammar> schema(Fields holder, String name, JsonNode schema) {
        return held(
                holder,
                name,
                () -> schema.isString() ? JsonSchema.grammar(schema.asString()) : JsonSchema.grammar(schema));
    }

    private static Optional<Grammar> gbnf(Fields holder, String name, String text) {
        return held(holder, name, () -> Grammars.gbnf(text));
    }

    private static Optional<Grammar> held(Fields holder, String name, Supplier<Grammar> grammar) {
        try {
            return Optional.of(grammar.get());
        } catch (MuninnException e) {
            throw ApiError.invalid(holder.path(name), String.valueOf(e.getMessage()));
        }
    }
}
