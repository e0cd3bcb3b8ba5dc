package dev.muninn.template;

import java.util.Map;
import java.util.Set;

/** Jinja's tests by name. */
final class Tests {
    private static final Map<String, String> COMPARISONS = Map.ofEntries(
            Map.entry("==", "=="),
            Map.entry("eq", "=="),
            Map.entry("equalto", "=="),
            Map.entry("!=", "!="),
            Map.entry("ne", "!="),
            Map.entry(">", ">"),
            Map.entry("gt", ">"),
            Map.entry("greaterthan", ">"),
            Map.entry(">=", ">="),
            Map.entry("ge", ">="),
            Map.entry("<", "<"),
            Map.entry("lt", "<"),
            Map.entry("lessthan", "<"),
            Map.entry("<=", "<="),
            Map.entry("le", "<="),
            Map.entry("in", "in"));
    private static final Set<String> OTHERS = Set.of(
            "odd",
            "even",
            "divisibleby",
            "defined",
            "undefined",
            "filter",
            "test",
            "none",
            "boolean",
            "false",
            "true",
            "integer",
            "float",
            "lower",
            "upper",
            "string",
            "mapping",
            "number",
            "sequence",
            "iterable",
            "callable",
            "sameas",
            "escaped");

    private final Operations operations;

    Tests(Operations operations) {
        this.operations = operations;
    }

    static boolean isKnown(String name) {
        return COMPARISONS.containsKey(name) || OTHERS.contains(name);
    }

    boolean holds(String name, Object value, Given given) {
        String comparison = COMPARISONS.get(name);
        if (comparison != null) {
            return operations
                    .comparing()
                    .holds(comparison, value, given.bind(name, 1, "other").get(0));
        }
        return switch (name) {
            case "sameas" -> isSame(value, given.bind(name, 1, "other").get(0));
            case "divisibleby" -> rest(value, given.bind(name, 1, "num").get(0)) == 0;
            default -> {
                given.bind(name, 0);
                yield holds(name, value);
            }
        };
    }

    private boolean holds(String name, Object value) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == None.NONE;
            case "boolean" -> value instanceof Boolean;
            case "true" -> value.equals(true);
            case "false" -> value.equals(false);
            case "integer" -> Numbers.isInteger(value) && !(value instanceof Boolean);
            case "float" -> value instanceof Double;
            case "number" -> Numbers.isNumber(value);
            case "odd" -> rest(value, 2L) == 1;
            case "even" -> rest(value, 2L) == 0;
            case "string" -> Values.asText(value) != null;
            case "escaped" -> value instanceof Markup;
            case "mapping" -> value instanceof Map;
            case "sequence" -> Values.length(value) >= 0 && !(value instanceof View || value instanceof Loop);
            case "iterable" -> Values.isIterable(value);
            case "callable" -> value instanceof Function || value instanceof Undefined;
            case "lower" -> StringMethods.isLower(operations.printing().text(value));
            case "upper" -> StringMethods.isUpper(operations.printing().text(value));
            case "filter" -> Filters.isKnown(name(value));
            case "test" -> isKnown(name(value));
            default -> throw TemplateFailure.of("there is no test '%s' here", name);
        };
    }

    private String name(Object value) {
        if (!Values.isHashable(value)) {
            throw TemplateFailure.of("'%s' is no name", Values.typeName(value));
        }
        return operations.printing().text(value);
    }

    private double rest(Object value, Object divisor) {
        Object rest = operations.operators().apply("%", value, divisor);
        return Numbers.isNumber(rest) ? Numbers.real(rest) : Double.NaN;
    }

    @SuppressWarnings("ReferenceEquality") // it is what the test asks for
    private static boolean isSame(Object value, Object other) {
        return value == other
                || value.getClass() == other.getClass()
                        && (value instanceof Boolean || value instanceof Number || value instanceof String)
                        && value.equals(other);
    }
}
