package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Answers that call functions: a mark, a JSON object of a name and arguments, a mark.
 *
 * @param open the mark before a call; empty where an answer is nothing but a call
 * @param close the mark after it; empty with {@code open}
 * @param argumentsKey the object's name for the arguments
 * @param list whether calls are the items of a JSON list, which is the whole answer
 */
public record CallGrammar(String open, String close, String argumentsKey, boolean list) {
    /** A function that may be called, with its arguments. */
    public static final class Function {
        private final String name;
        private final Term arguments;

        private Function(String name, Term arguments) {
            this.name = name;
            this.arguments = arguments;
        }

        /** Its arguments are what the schema accepts; a schema without properties wants an empty object. */
        public static Function of(String name, JsonNode schema) {
            boolean empty = schema.path("properties").isEmpty() && !schema.has("$ref");
            Term arguments = new SchemaCompiler(schema).root();
            return new Function(name, empty ? new Term.Literal("{}") : arguments);
        }
    }

    /** One call and nothing else, or several if {@code several} and there are marks. */
    public Grammar only(List<Function> functions, boolean several) {
        if (list) {
            return new Grammar(JsonTerms.array(call(functions), 1, several ? Term.Repeat.UNBOUNDED : 1));
        }
        if (open.isEmpty()) {
            return new Grammar(call(functions));
        }
        Term line = new Term.Literal("\n");
        Term one = new Term.Sequence(new Term.Literal(open), line, call(functions), line, new Term.Literal(close));
        Term more = new Term.Repeat(new Term.Sequence(line, one), 0, several ? Term.Repeat.UNBOUNDED : 0);
        return new Grammar(new Term.Sequence(one, more));
    }

    /** Free text with calls in it; after the first, nothing more unless {@code several}. There must be marks. */
    public Grammar within(List<Function> functions, boolean several) {
        require(!open.isEmpty(), "without marks, a call in a text cannot be told from the text");
        Term line = Term.optional(new Term.Literal("\n"));
        Term.Rule text = new Term.Rule();
        text.is(new Term.Sequence(
                new Term.Until(open),
                line,
                call(functions),
                line,
                new Term.Literal(close),
                several ? text : Term.empty()));
        return new Grammar(text);
    }

    private Term call(List<Function> functions) {
        require(!functions.isEmpty(), "no function may be called; name at least one");
        List<Term> calls = functions.stream().map(this::call).toList();
        return new Term.Choice(calls);
    }

    private Term call(Function function) {
        return new Term.Sequence(
                key("{", "name"),
                new Term.Literal(quoted(function.name)),
                JsonTerms.COMMA,
                key("", argumentsKey),
                function.arguments,
                new Term.Literal("}"));
    }

    private static Term key(String before, String name) {
        return new Term.Sequence(new Term.Literal(before + quoted(name)), JsonTerms.COLON);
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }
}
