package dev.muninn.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.expression.ExpressionStrategy;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import dev.muninn.error.MuninnException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jinjava.javax.el.ExpressionFactory;

/**
 * Jinjava, made strict: it has exactly the tags, filters, functions and methods listed here, each behaving as in Python's Jinja, and
 * whatever else a template asks for is an error. Whatever Jinjava itself reports, even as a warning, is one too.
 */
final class TemplateEngine {
    private static final Set<String> TAGS =
            Set.of("if", "elif", "else", "for", "set", "macro", "call", "raw", "break", "continue", "do", "generation");
    private static final Set<String> FILTERS = Set.of(
            "trim",
            "tojson",
            "length",
            "count",
            "join",
            "first",
            "last",
            "list",
            "map",
            "select",
            "selectattr",
            "reject",
            "rejectattr",
            "default",
            "d",
            "upper",
            "lower",
            "string",
            "int",
            "safe",
            "items",
            "replace");
    private static final Set<String> FUNCTIONS = Set.of("range", "namespace", "raise_exception", "strftime_now");

    private static final int MOST_OUTPUT = 8 << 20;
    static final int MOST_ELEMENTS = 100_000;
    private static final int MOST_STEPS = 1_000_000;

    private static final Pattern CONDITION = Pattern.compile("\\bif\\b");

    private static final TemplateEngine INSTANCE = new TemplateEngine();

    private final StrictJinjava jinjava = new StrictJinjava();
    private final Map<Library, Set<String>> disabled;

    private TemplateEngine() {
        TemplateFunctions.register(jinjava);
        jinjava.registerTag(new GenerationTag());
        jinjava.registerTag(new CountedFor());
        Context all = jinjava.getGlobalContext();
        disabled = Map.of(
                Library.TAG, allBut(TAGS, all.getAllTags()),
                Library.FILTER, allBut(FILTERS, all.getAllFilters()),
                Library.FUNCTION, allBut(FUNCTIONS, all.getAllFunctions()));
    }

    static void requireFilter(String name) {
        if (!FILTERS.contains(name)) {
            throw new MuninnException("filter '%s' is not supported".formatted(name));
        }
    }

    static void requireTest(String name) {
        if (INSTANCE.jinjava.getGlobalContext().getExpTest(name) == null) {
            throw new MuninnException("test '%s' is not supported".formatted(name));
        }
    }

    /** Renders {@code template}, or throws with the line and the reason. */
    static String render(String template, Map<String, ?> bindings) {
        return INSTANCE.renderStrictly(template, bindings);
    }

    private String renderStrictly(String template, Map<String, ?> bindings) {
        Context context = new Context(jinjava.getGlobalContextCopy(), bindings, disabled);
        context.setExpressionStrategy(new PrintDefined());
        JinjavaInterpreter interpreter = new JinjavaInterpreter(jinjava, context, config(new WorkLimit()));
        String output;
        try {
            output = interpreter.render(LineStart.strip(template));
        } catch (StackOverflowError e) {
            throw new MuninnException("nested too deeply", e);
        } catch (RuntimeException e) {
            throw new MuninnException(reason(e), e);
        } finally {
            jinjava.getGlobalContext().reset();
        }
        if (!interpreter.getErrors().isEmpty()) {
            throw failure(interpreter.getErrors().getFirst());
        }
        return output;
    }

    @SuppressWarnings("deprecation") // the pre-processor is the only hook that sees every node before it is rendered
    private static JinjavaConfig config(WorkLimit limit) {
        return JinjavaConfig.newBuilder()
                .withLocale(Locale.ROOT)
                .withTrimBlocks(true)
                .withLstripBlocks(false) // LineStart does it
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(likePython())
                .withElResolver(new PythonMethods())
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(MOST_OUTPUT)
                .withMaxListSize(MOST_ELEMENTS)
                .withMaxMapSize(MOST_ELEMENTS)
                .withMaxMacroRecursionDepth(20)
                .withNodePreProcessor(limit)
                .build();
    }

    /** All of Jinjava's corrections but one: with that, a brace, a percent sign and a dash together would not begin a tag. */
    @SuppressWarnings("deprecation") // ALL switches it on, and there is no other way to switch it off
    private static LegacyOverrides likePython() {
        return LegacyOverrides.Builder.from(LegacyOverrides.ALL)
                .withWhitespaceRequiredWithinTokens(false)
                .build();
    }

    private static Set<String> allBut(Set<String> allowed, Collection<? extends Importable> all) {
        Set<String> names = all.stream().map(Importable::getName).collect(Collectors.toCollection(TreeSet::new));
        // End tags and functions without a namespace are called "endfor" and ":range".
        names.removeIf(name -> allowed.contains(name.replaceFirst("^(end|:)", "")));
        return names;
    }

    private static MuninnException failure(TemplateError error) {
        Exception cause = error.getException();
        String reason = cause == null ? String.valueOf(error.getMessage()) : reason(cause);
        return new MuninnException("line %s: %s".formatted(error.getLineno(), reason), cause);
    }

    /** The innermost message that is ours, for example from {@code raise_exception}, else the outermost there is. */
    private static String reason(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof MuninnException) {
                return String.valueOf(t.getMessage());
            }
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Jinjava with our expression syntax. */
    private static final class StrictJinjava extends Jinjava {
        private final ExpressionFactory expressions = StrictSyntax.expressions();

        @Override
        public ExpressionFactory getExpressionFactory() {
            return expressions == null ? super.getExpressionFactory() : expressions;
        }
    }

    /** Prints an expression's value; Jinjava would print an undefined one as nothing. */
    private static final class PrintDefined implements ExpressionStrategy {
        private static final long serialVersionUID = 1L;

        @Override
        public RenderedOutputNode interpretOutput(ExpressionToken token, JinjavaInterpreter interpreter) {
            Object value = interpreter.resolveELExpression(token.getExpr(), token.getLineNumber());
            if (value == null && interpreter.getErrors().isEmpty()) {
                throw new MuninnException("line %s: '%s' is undefined and cannot be printed"
                        .formatted(token.getLineNumber(), token.getExpr().strip()));
            }
            return new RenderedOutputNode(value == null ? "" : PythonStrings.text(value));
        }
    }

    /** {@code {% generation %}} marks what the model wrote, for training masks; here its content is only rendered. */
    private static final class GenerationTag implements Tag {
        private static final long serialVersionUID = 1L;

        @Override
        public String getName() {
            return "generation";
        }

        @Override
        public String interpret(TagNode node, JinjavaInterpreter interpreter) {
            StringBuilder out = new StringBuilder();
            for (Node child : node.getChildren()) {
                out.append(child.render(interpreter).getValue());
            }
            return out.toString();
        }
    }

    /**
     * A loop whose elements count as work even when its body is empty. Refuses what Jinjava would take for something else: an
     * {@code else}, which it runs every time round, and a condition in the tag, which it reads as {@code a if b else nothing}.
     */
    private static final class CountedFor extends ForTag {
        private static final long serialVersionUID = 1L;

        @Override
        public String renderForCollection(
                TagNode node, JinjavaInterpreter interpreter, List<String> variables, Object collection) {
            if (node.getChildren().stream().anyMatch(child -> child.getName().equals("else"))) {
                throw new MuninnException(
                        "line %s: 'for' with 'else' is not supported".formatted(node.getLineNumber()));
            }
            if (CONDITION.matcher(node.getHelpers()).find()) {
                throw new MuninnException(
                        "line %s: a condition in a 'for' tag is not supported".formatted(node.getLineNumber()));
            }
            WorkLimit limit =
                    (WorkLimit) interpreter.getConfig().getProcessors().getNodePreProcessor();
            if (collection instanceof Collection<?> items) {
                limit.spend(items.size(), node);
            } else if (collection instanceof Map<?, ?> items) {
                limit.spend(items.size(), node);
            }
            return super.renderForCollection(node, interpreter, variables, collection);
        }
    }

    /** Ends a template that renders too many nodes; loops over loops write little and run for ever. */
    private static final class WorkLimit implements BiConsumer<Node, JinjavaInterpreter> {
        private long spent;

        @Override
        public void accept(Node node, JinjavaInterpreter interpreter) {
            spend(1, node);
        }

        void spend(int steps, Node node) {
            spent += steps;
            if (spent > MOST_STEPS) {
                throw new MuninnException("line %s: more than %s steps; does the template end?"
                        .formatted(node.getLineNumber(), MOST_STEPS));
            }
        }
    }
}
