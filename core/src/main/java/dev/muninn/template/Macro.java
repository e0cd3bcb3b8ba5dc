package dev.muninn.template;

import dev.muninn.template.Statement.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a {@code call} block. */
final class Macro implements Function {
    private final @Nullable String name;
    private final Signature signature;
    private final List<Statement> body;
    /** Where it was defined, and whose variables it sees. */
    private final Scope around;

    private final Interpreter interpreter;

    Macro(@Nullable String name, Signature signature, List<Statement> body, Scope around, Interpreter interpreter) {
        this.name = name;
        this.signature = signature;
        this.body = body;
        this.around = around;
        this.interpreter = interpreter;
    }

    String described() {
        return name == null ? "<Macro anonymous>" : "<Macro '%s'>".formatted(name);
    }

    /** A member of the macro; null if it has no such. */
    @Nullable
    Object member(String member) {
        return switch (member) {
            case "name" -> name == null ? None.NONE : name;
            case "arguments" -> new Tuple(List.copyOf(signature.names()));
            case "caller" -> signature.special().contains("caller");
            case "catch_kwargs" -> signature.special().contains("kwargs");
            case "catch_varargs" -> signature.special().contains("varargs");
            default -> null;
        };
    }

    @Override
    public Object call(Given given) {
        Scope scope = new Scope(around);
        Map<String, Object> named = new LinkedHashMap<>(given.named());
        List<String> names = signature.names();
        int positional = Math.min(names.size(), given.positional().size());
        for (int i = 0; i < positional; i++) {
            scope.set(names.get(i), given.positional().get(i));
        }
        List<Integer> absent = new ArrayList<>();
        for (int i = positional; i < names.size(); i++) {
            Object value = named.remove(names.get(i));
            if (value == null) {
                absent.add(i);
            } else {
                scope.set(names.get(i), value);
            }
        }
        special(scope, given, named);
        interpreter.enter();
        for (int i : absent) {
            int standard = i - (names.size() - signature.defaults().size());
            scope.set(
                    names.get(i),
                    standard < 0
                            ? new Undefined("parameter '%s' was not given".formatted(names.get(i)))
                            : interpreter.evaluate(signature.defaults().get(standard), scope));
        }
        Object text = interpreter.captured(body, scope);
        interpreter.leave();
        return text;
    }

    private void special(Scope scope, Given given, Map<String, Object> named) {
        if (signature.special().contains("caller")) {
            Object caller = named.remove("caller");
            scope.set("caller", caller == null ? new Undefined("no caller is defined") : caller);
        }
        if (signature.special().contains("kwargs")) {
            scope.set("kwargs", new LinkedHashMap<Object, Object>(named));
        } else if (!named.isEmpty()) {
            throw TemplateFailure.of(
                    "%s has no argument '%s'",
                    described(), named.keySet().iterator().next());
        }
        if (signature.special().contains("varargs")) {
            int from = Math.min(signature.names().size(), given.positional().size());
            scope.set(
                    "varargs",
                    new Tuple(
                            given.positional().subList(from, given.positional().size())));
        } else if (given.positional().size() > signature.names().size()) {
            throw TemplateFailure.of(
                    "%s takes at most %s arguments, found %s",
                    described(), signature.names().size(), given.positional().size());
        }
    }
}
