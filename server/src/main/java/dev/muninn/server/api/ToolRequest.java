package dev.muninn.server.api;

import static java.util.stream.Collectors.toSet;

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
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** The functions that a request lets its answer call. */
record ToolRequest(Tools tools) {
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

        Reader(Fields body, List<Fields> tools, Optional<JsonNode> choice, UnaryOperator<Fields> function) {
            this.body = body;
            this.tools = tools;
            this.choice = choice;
            this.function = function;
        }

        Optional<ToolRequest> read(ToolFormat format, boolean several) {
            Choice wanted = choice();
            String word = wanted.word();
            tools.forEach(tool -> add(tool, wanted.only()));
            return switch (word) {
                case "none" -> Optional.empty();
                case "auto", "required", "named" -> {
                    if (functions.isEmpty()) {
                        throw ApiError.invalid(
                                "tool_choice", "tool_choice names a function that is not among the tools");
                    }
                    boolean must = !word.equals("auto");
                    boolean more = several && !word.equals("named");
                    yield Optional.of(new ToolRequest(new Tools(format, descriptions, functions, must, more)));
                }
                default ->
                    throw body.wrong(
                            "tool_choice",
                            "none, auto, required or an object that names a function",
                            choice.orElseThrow());
            };
        }

        /**
         * What tool_choice says.
         *
         * @param only the functions that may be called; empty for all
         */
        private record Choice(String word, Set<String> only) {}

        private Choice choice() {
            if (choice.isEmpty() || !choice.get().isObject()) {
                return new Choice(choice.map(node -> node.asString("")).orElse("auto"), Set.of());
            }
            Fields object = body.object("tool_choice").orElseThrow();
            String type = object.requiredString("type");
            return switch (type) {
                case "function" -> new Choice("named", Set.of(named(object)));
                case "allowed_tools" -> {
                    Fields allowed = object.object("allowed_tools").orElse(object);
                    Set<String> names = allowed.objects("tools").stream()
                            .map(tool -> {
                                tool.pass("type");
                                return named(tool);
                            })
                            .collect(toSet());
                    yield new Choice(allowed.string("mode").orElse("auto"), names);
                }
                default ->
                    throw ApiError.unsupported(
                            object.path("type"),
                            "tool_choice of the type '%s' is not supported here; function or allowed_tools is wanted"
                                    .formatted(type.length() <= 40 ? type : "…"));
            };
        }

        private static String named(Fields tool) {
            return tool.object("function").orElse(tool).requiredString("name");
        }

        private void add(Fields tool, Set<String> only) {
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
            told.pass("strict"); // every schema is held to strictly
            Optional<JsonNode> parameters = told.node("parameters");
            if (only.isEmpty() || only.contains(name)) {
                functions.add(callable(told, name, parameters));
            }
            Map<String, Object> shown = Json.map(told.object());
            shown.remove("type"); // of a function that is the tool itself
            descriptions.add(Tools.description(shown));
        }

        private CallGrammar.Function callable(Fields told, String name, Optional<JsonNode> parameters) {
            try {
                return CallGrammar.Function.of(name, parameters.orElseGet(Json::object));
            } catch (MuninnException e) {
                throw ApiError.invalid(told.path("parameters"), String.valueOf(e.getMessage()));
            }
        }
    }
}
