package dev.muninn.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.tools.ToolFormat;
import dev.muninn.tools.Tools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** LangChain4j's tool specifications as the functions that an answer may call. */
final class OfferedTools {
    private OfferedTools() {}

    /** Empty if there are none, or none may be called. */
    static Optional<Tools> of(Engine engine, ChatRequestParameters parameters) {
        List<ToolSpecification> specifications = parameters.toolSpecifications();
        ToolChoice choice = parameters.toolChoice();
        if (specifications == null || specifications.isEmpty()) {
            if (choice == ToolChoice.REQUIRED) {
                throw new MuninnException(
                        "toolChoice is REQUIRED, but there are no toolSpecifications; give at least one");
            }
            return Optional.empty();
        }
        ToolFormat format = format(engine, "toolSpecifications are");
        if (choice == ToolChoice.NONE) {
            return Optional.empty();
        }
        return Optional.of(new Tools(
                format,
                specifications.stream().map(OfferedTools::description).toList(),
                specifications.stream().map(OfferedTools::function).toList(),
                choice == ToolChoice.REQUIRED,
                true));
    }

    /** How the model calls functions; refuses {@code what} if it does not. */
    static ToolFormat format(Engine engine, String what) {
        try {
            return ToolFormat.require(engine.tokenizer().chatTemplate());
        } catch (MuninnException e) {
            throw new UnsupportedFeatureException("%s not supported here: %s".formatted(what, e.getMessage()));
        }
    }

    private static Map<String, Object> description(ToolSpecification tool) {
        Map<String, Object> function = new LinkedHashMap<>(); // templates write it in this order
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.put("parameters", JsonSchemaElementUtils.toMap(tool.parameters()));
        }
        return Tools.description(function);
    }

    private static CallGrammar.Function function(ToolSpecification tool) {
        if (tool.parameters() == null) {
            return CallGrammar.Function.of(tool.name(), JsonNodeFactory.instance.objectNode());
        }
        try {
            return CallGrammar.Function.of(tool.name(), Schemas.json(tool.parameters()));
        } catch (MuninnException e) {
            throw new UnsupportedFeatureException(
                    "the parameters of the tool '%s' cannot be held to: %s".formatted(tool.name(), e.getMessage()));
        }
    }
}
