package dev.muninn.template;

import dev.muninn.template.Expression.Arguments;
import dev.muninn.template.Expression.Named;
import dev.muninn.template.Expression.Operand;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the values of expressions. */
final class Evaluator {
    private final Budget budget;
    private final Operations operations;
    private final Tests tests;
    private final Filters filters;
    /** Whether undefined values are. */
    private final boolean strict;

    private int at;

    Evaluator(Operations operations, boolean strict) {
        this.strict = strict;
        this.budget = operations.budget();
        this.operations = operations;
        this.tests = new Tests(operations);
        this.filters = new Filters(operations, tests, strict);
    }

    /** Where the operation stands that was begun last. */
    int at() {
        return at;
    }

    void stand(int place) {
        at = place;
    }

    Object evaluate(Expression expression, Scope scope) {
        if (expression instanceof Expression.Literal literal) {
            return literal.value();
        }
        budget.step();
        budget.enter();
        Object value = compute(expression, scope);
        budget.leave();
        return strict && value instanceof Undefined undefined ? undefined.strictly() : value;
    }

    private @Nullable Object optional(@Nullable Expression expression, Scope scope) {
        return expression == null ? null : evaluate(expression, scope);
    }

    private Object compute(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> {
                Object value = scope.get(name.name());
                yield value == null ? Undefined.variable(name.name()) : value;
            }
            case Expression.ListOf list -> all(list.items(), scope);
            case Expression.TupleOf tuple -> new Tuple(all(tuple.items(), scope));
            case Expression.DictOf dict -> dict(dict, scope);
            case Expression.Attribute attribute -> {
                Object of = evaluate(attribute.of(), scope);
                at = attribute.at();
                yield operations.members().attribute(of, attribute.name());
            }
            case Expression.Item item -> {
                Object of = evaluate(item.of(), scope);
                Object key = evaluate(item.key(), scope);
                at = item.at();
                yield operations.members().item(of, key);
            }
            case Expression.Slice slice -> {
                Object of = evaluate(slice.of(), scope);
                Object from = optional(slice.from(), scope);
                Object to = optional(slice.to(), scope);
                Object step = optional(slice.step(), scope);
                at = slice.at();
                yield operations.members().slice(of, from, to, step);
            }
            case Expression.Call call -> call(call, scope, null);
            case Expression.Filter filter -> {
                Expression of = filter.value();
                yield filter(filter, of == null ? "" : evaluate(of, scope), scope);
            }
            case Expression.Test test -> {
                Object value = evaluate(test.value(), scope);
                Given given = given(test.arguments(), scope);
                at = test.at();
                yield tests.holds(test.name(), value, given);
            }
            case Expression.Not not -> !Values.truth(evaluate(not.value(), scope));
            case Expression.Signed signed -> {
                Object value = evaluate(signed.value(), scope);
                at = signed.at();
                yield operations.operators().signed(value, signed.negative());
            }
            case Expression.Arithmetic operation -> {
                Object left = evaluate(operation.left(), scope);
                Object right = evaluate(operation.right(), scope);
                at = operation.at();
                yield operations.operators().apply(operation.operator(), left, right);
            }
            case Expression.Concatenation parts -> concatenated(parts.parts(), scope);
            case Expression.Comparison comparison -> compare(comparison, scope);
            case Expression.Logic logic -> {
                Object left = evaluate(logic.left(), scope);
                yield Values.truth(left) == logic.isAnd() ? evaluate(logic.right(), scope) : left;
            }
            case Expression.Conditional choice -> {
                if (Values.truth(evaluate(choice.test(), scope))) {
                    yield evaluate(choice.then(), scope);
                }
                Expression otherwise = choice.otherwise();
                yield otherwise == null
                        ? new Undefined("the condition is false and there is no 'else'")
                        : evaluate(otherwise, scope);
            }
        };
    }

    private List<Object> all(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Object dict(Expression.DictOf dict, Scope scope) {
        Map<Object, Object> made = new LinkedHashMap<>();
        for (int i = 0; i < dict.keys().size(); i++) {
            Object key = evaluate(dict.keys().get(i), scope);
            Object value = evaluate(dict.values().get(i), scope);
            at = dict.at();
            Values.put(made, key, value);
        }
        return made;
    }

    private String concatenated(List<Expression> parts, Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Expression part : parts) {
            text.append(operations.printing().text(evaluate(part, scope)));
        }
        budget.text(text.length());
        return text.toString();
    }

    private boolean compare(Expression.Comparison comparison, Scope scope) {
        Object left = evaluate(comparison.first(), scope);
        for (Operand operand : comparison.rest()) {
            Object right = evaluate(operand.value(), scope);
            at = comparison.at();
            if (!operations.comparing().holds(operand.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    Object filter(Expression.Filter filter, Object value, Scope scope) {
        Given given = given(filter.arguments(), scope);
        at = filter.at();
        return filters.apply(filter.name(), value, given);
    }

    /** @param caller the body of a {@code call} block; null without one */
    Object call(Expression.Call call, Scope scope, @Nullable Macro caller) {
        Object function = evaluate(call.function(), scope);
        Given given = given(call.arguments(), scope);
        at = call.at();
        if (function instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!(function instanceof Function callable)) {
            throw TemplateFailure.of("'%s' cannot be called", Values.typeName(function));
        }
        return callable.call(caller == null ? given : given.with("caller", caller));
    }

    private Given given(Arguments arguments, Scope scope) {
        if (arguments.equals(Arguments.NONE)) {
            return Given.NOTHING;
        }
        List<Object> positional = all(arguments.positional(), scope);
        Map<String, Object> named = new LinkedHashMap<>();
        for (Named argument : arguments.named()) {
            if (named.put(argument.name(), evaluate(argument.value(), scope)) != null) {
                throw TemplateFailure.of("argument '%s' is given twice", argument.name());
            }
        }
        Object spread = optional(arguments.spread(), scope);
        if (spread != null) {
            Iterator<Object> more = Values.iterate(spread);
            more.forEachRemaining(value -> {
                budget.step();
                positional.add(value);
            });
        }
        Object spreadNamed = optional(arguments.spreadNamed(), scope);
        if (spreadNamed != null) {
            if (!(spreadNamed instanceof Map<?, ?> map)) {
                throw TemplateFailure.of("'**' wants a dict, found '%s'", Values.typeName(spreadNamed));
            }
            Values.dict(map)
                    .forEach((key, value) -> named.put(operations.printing().text(key), value));
        }
        return new Given(positional, named);
    }
}
