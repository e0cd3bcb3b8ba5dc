package dev.muninn.tools;

import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.sampling.grammar.Grammar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that an answer may call.
 *
 * @param format how the model writes calls
 * @param descriptions as the template is shown them
 * @param functions those that may be called; perhaps fewer than are described
 * @param must whether the answer has to be a call
 * @param several whether it may be more than one
 */
public record Tools(
        ToolFormat format,
        List<Map<String, Object>> descriptions,
        List<CallGrammar.Function> functions,
        boolean must,
        boolean several) {
    public Tools {
        descriptions = List.copyOf(descriptions);
        functions = List.copyOf(functions);
    }

    /** What templates are shown of a function: its name, description and parameters are an object of their own. */
    public static Map<String, Object> description(Map<String, Object> function) {
        Map<String, Object> tool = new LinkedHashMap<>(); // templates write it as it is, in this order
        tool.put("type", "function");
        tool.put("function", function);
        return tool;
    }

    /** The answers that are right; where {@code form} is given, they are calls or of that form. */
    public Optional<Grammar> grammar(Optional<Grammar> form) {
        CallGrammar calls = format.grammar();
        if (must) {
            return Optional.of(calls.only(functions, several));
        }
        if (form.isPresent()) {
            return form.map(calls.only(functions, several)::or);
        }
        // Unmarked calls are not told from text until they end; they are read, but not held to.
        return format.isMarked() ? Optional.of(calls.within(functions, several)) : Optional.empty();
    }
}
