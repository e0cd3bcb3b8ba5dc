package dev.muninn.template;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled template. Immutable and safe to use from several threads.
 *
 * <p>It is Jinja as Jinja2 3.1 has it: {@code trim_blocks} and {@code lstrip_blocks} are on, {@code autoescape} is off, values cannot be
 * changed, undefined values print as nothing, and there are {@code break}, {@code continue} and {@code generation} blocks,
 * {@code raise_exception}, {@code strftime_now} and a {@code tojson} that escapes no HTML. There are no other templates to import or extend.
 */
public final class Template {
    private static final int LONGEST = 1 << 20;

    private final String source;
    private final Parser.Parsed parsed;
    private final Dialect dialect;

    private Template(String source, Parser.Parsed parsed, Dialect dialect) {
        this.source = source;
        this.parsed = parsed;
        this.dialect = dialect;
    }

    /** Compiles a template; complaints name the line and the column. */
    public static Template compile(String source) {
        return compile(source, Dialect.CHAT);
    }

    /** Compiles a template of a dialect. */
    public static Template compile(String source, Dialect dialect) {
        require(
                source.length() <= LONGEST,
                "the template has %s characters, the limit is %s",
                source.length(),
                LONGEST);
        String lines = Lexer.normalized(source, dialect.trims());
        try {
            return new Template(lines, Parser.parse(lines, dialect.trims()), dialect);
        } catch (TemplateFailure e) {
            throw complaint(lines, e.at(), e);
        } catch (StackOverflowError e) {
            throw new MuninnException("the template is nested too deeply", e);
        }
    }

    /**
     * The text that the template makes.
     *
     * @param variables by name: JSON-like data, that is null, booleans, numbers, strings, lists and maps
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        return render(variables, Clock.system(ZoneId.systemDefault()));
    }

    /** As {@link #render(Map)}, at the time that {@code clock} shows. */
    public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
        Interpreter interpreter = null;
        try {
            Scope scope = new Scope(Globals.scope(clock));
            long letters = 0;
            for (Map.Entry<String, ? extends @Nullable Object> variable : variables.entrySet()) {
                Object value = Values.of(variable.getValue());
                letters += Values.letters(value);
                scope.set(variable.getKey(), value);
            }
            interpreter = new Interpreter(parsed.blocks(), scope, new Budget(letters), dialect.strict());
            return interpreter.render(parsed.body());
        } catch (TemplateFailure e) {
            throw complaint(
                    source, e.at() != TemplateFailure.UNKNOWN || interpreter == null ? e.at() : interpreter.at(), e);
        } catch (StackOverflowError e) {
            throw new MuninnException("the template calls itself too deeply, or its data is nested too deeply", e);
        }
    }

    private static MuninnException complaint(String source, int at, TemplateFailure cause) {
        if (at == TemplateFailure.UNKNOWN) {
            return new MuninnException(String.valueOf(cause.getMessage()), cause);
        }
        String before = source.substring(0, Math.min(at, source.length()));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return new MuninnException("line %s, column %s: %s".formatted(line, column, cause.getMessage()), cause);
    }
}
