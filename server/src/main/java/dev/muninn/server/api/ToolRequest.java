package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolFormat;
import dev.muninn.tools.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * The functions that a request lets its answer call.
 *
 * @param warnings about schemas that are not held to
 */
record ToolRequest(Tools tools, List<String> warnings) {
    private static final int MOST_TOOLS = 128;

    /** Of a chat, whose tools have their {@code function} as an object. Empty if there are none, or none may be called. */
    static Optional<ToolRequest> ofChat(Fields body, Served served) {
        return read(
                body, served, tool -> tool.object("function").orElseThrow(() -> tool.missing("function", "an object")));
    }

    /** Of a response, whose tools are functions themselves. Empty if there are none, or none may be called. */
    static Optional<ToolRequest> ofResponse(Fields body, Served served) {
        return read(body, served, tool -> tool);
    }

    private static Optional<ToolRequest> read(Fields body, Served served, UnaryOperator<Fields> function) {
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
        return new Reader(body, tools, choice, function).read(format, several);
    }

    /** One request's list. */
    private static final class Reader {
        private final Fields body;
        private final List<Fields> tools;
        private final Optional<JsonNode> choice;
        /** Where a tool has its name and parameters. */
        private final UnaryOperator<Fields> function;

        private final List<Map<String, Object>> descriptions = new ArrayList<>();
        private final List<CallGrammar.Function> functions = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Reader(Fields body, List<Fields> tools, Optional<JsonNode> choice, UnaryOperator<Fields> function) {
            this.body = body;
            this.tools = tools;
            this.choice = choice;
            this.function = function;
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
                    boolean more = several && only.isEmpty();
                    yield Optional.of(
                            new ToolRequest(new Tools(format, descriptions, functions, must, more), warnings));
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
            Fields told = function.apply(tool);
            String name = told.requiredString("name");
            told.pass("description");
            boolean strict = told.flag("strict", false);
            Optional<JsonNode> parameters = told.node("parameters");
            if (only.isEmpty() || only.get().equals(name)) {
                functions.add(callable(told, name, parameters, strict));
            }
            Map<String, Object> shown = Json.map(told.object());
            shown.remove("type"); // of a function that is the tool itself
            descriptions.add(Tools.description(shown));
        }

        private CallGrammar.Function callable(Fields told, String name, Optional<JsonNode> parameters, boolean strict) {
            try {
                return CallGrammar.Function.of(name, parameters.orElseGet(Json::object));
            } catch (MuninnException e) {
                String reason = String.valueOf(e.getMessage());
                if (strict) {
                    throw ApiError.invalid(told.path("parameters"), reason);
                }
                warnings.add("%s (%s)".formatted(told.path("parameters"), reason));
                return CallGrammar.Function.free(name);
            }
        }
    }
}
