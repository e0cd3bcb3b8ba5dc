package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The functions that an answer may call.
 *
 * @param descriptions as the template is shown them
 * @param must whether the answer has to be a call
 * @param several whether it may be more than one
 * @param warnings about schemas that are not held to
 */
record ToolRequest(
        ToolFormat format,
        List<Map<String, Object>> descriptions,
        List<CallGrammar.Function> functions,
        boolean must,
        boolean several,
        List<String> warnings) {
    private static final int MOST_TOOLS = 128;

    /** Empty if there are none, or none may be called. */
    static Optional<ToolRequest> read(Fields body, Served served) {
        body.refuse("functions", JsonNode::isEmpty, "use tools");
        body.refuse("function_call", node -> node.asString("").equals("none"), "use tool_choice");
        boolean several = body.flag("parallel_tool_calls", true);
        Optional<JsonNode> choice = body.node("tool_choice");
        if (body.node("tools").filter(tools -> !tools.isEmpty()).isEmpty()) {
            if (choice.isPresent()
                    && !List.of("none", "auto").contains(choice.get().asString(""))) {
                throw ApiError.invalid("tool_choice", "tool_choice asks for a call, but there are no tools");
            }
            return Optional.empty();
        }
        ToolFormat format = served.requireTools("tools");
        List<Fields> tools = body.objects("tools");
        if (tools.size() > MOST_TOOLS) {
            throw ApiError.invalid(
                    "tools", "tools has %d entries, at most %d are accepted".formatted(tools.size(), MOST_TOOLS));
        }
        return new Reader(body, tools, choice).read(format, several);
    }

    /** The answers that are right, beside those in a form that was asked for. */
    Optional<Grammar> grammar(Format form) {
        CallGrammar calls = format.grammar();
        if (must) {
            return Optional.of(calls.only(functions, several));
        }
        if (form.grammar().isPresent()) {
            return form.grammar().map(calls.only(functions, several)::or);
        }
        // Unmarked calls are not told from text until they end; they are read, but not held to.
        return format.isMarked() ? Optional.of(calls.within(functions, several)) : Optional.empty();
    }

    /** One request's list. */
    private static final class Reader {
        private final Fields body;
        private final List<Fields> tools;
        private final Optional<JsonNode> choice;
        private final List<Map<String, Object>> descriptions = new ArrayList<>();
        private final List<CallGrammar.Function> functions = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Reader(Fields body, List<Fields> tools, Optional<JsonNode> choice) {
            this.body = body;
            this.tools = tools;
            this.choice = choice;
        }

        Optional<ToolRequest> read(ToolFormat format, boolean several) {
            String word = choice.map(node -> node.isObject() ? "named" : node.asString(""))
                    .orElse("auto");
            Optional<String> only = word.equals("named") ? Optional.of(named()) : Optional.empty();
            tools.forEach(tool -> add(tool, only));
            return switch (word) {
                case "none" -> Optional.empty();
                case "auto", "required", "named" -> {
                    if (functions.isEmpty()) {
                        throw ApiError.invalid(
                                "tool_choice", "tool_choice names a function that is not among the tools");
                    }
                    boolean must = !word.equals("auto");
                    yield Optional.of(new ToolRequest(
                            format, descriptions, functions, must, several && only.isEmpty(), warnings));
                }
                default ->
                    throw body.wrong(
                            "tool_choice",
                            "none, auto, required or an object that names a function",
                            choice.orElseThrow());
            };
        }

        private String named() {
            Fields object = body.object("tool_choice").orElseThrow();
            String type = object.requiredString("type");
            if (!type.equals("function")) {
                throw ApiError.unsupported(
                        object.path("type"),
                        "tool_choice of the type '%s' is not supported here; name a function"
                                .formatted(type.length() <= 40 ? type : "…"));
            }
            return object.object("function").orElse(object).requiredString("name");
        }

        private void add(Fields tool, Optional<String> only) {
            String type = tool.requiredString("type");
            if (!type.equals("function")) {
                throw ApiError.unsupported(
                        tool.path("type"),
                        "%s is '%s', which is not supported here; function is wanted"
                                .formatted(tool.path("type"), type.length() <= 40 ? type : "…"));
            }
            Fields function = tool.object("function").orElseThrow(() -> tool.missing("function", "an object"));
            String name = function.requiredString("name");
            function.pass("description");
            boolean strict = function.flag("strict", false);
            Optional<JsonNode> parameters = function.node("parameters");
            if (only.isEmpty() || only.get().equals(name)) {
                functions.add(callable(function, name, parameters, strict));
            }
            descriptions.add(Json.map(tool.object()));
        }

        private CallGrammar.Function callable(
                Fields function, String name, Optional<JsonNode> parameters, boolean strict) {
            try {
                return CallGrammar.Function.of(name, parameters.orElseGet(Json::object));
            } catch (MuninnException e) {
                String reason = String.valueOf(e.getMessage());
                if (strict) {
                    throw ApiError.invalid(function.path("parameters"), reason);
                }
                warnings.add("%s (%s)".formatted(function.path("parameters"), reason));
                return CallGrammar.Function.free(name);
            }
        }
    }
}
