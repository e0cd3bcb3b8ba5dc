package dev.muninn.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Jinja's filters by name. Not among them are those that lay out HTML, print for debugging or draw at random. */
final class Filters {
    private static final Set<String> VALUES =
            Set.of("abs", "attr", "count", "d", "default", "float", "int", "length", "round", "tojson");
    private static final Set<String> KNOWN = new HashSet<>(VALUES);

    static {
        KNOWN.addAll(TextFilters.NAMES);
        KNOWN.addAll(SequenceFilters.NAMES);
    }

    private final Operations operations;
    private final TextFilters texts;
    private final SequenceFilters sequences;

    Filters(Operations operations, Tests tests, boolean tasks) {
        this.operations = operations;
        this.texts = new TextFilters(operations, tasks);
        this.sequences = new SequenceFilters(operations, this, tests);
    }

    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    Object apply(String name, Object value, Given given) {
        if (TextFilters.NAMES.contains(name)) {
            return texts.apply(name, value, given);
        }
        if (SequenceFilters.NAMES.contains(name)) {
            return sequences.apply(name, value, given);
        }
        return switch (name) {
            case "length", "count" -> {
                given.bind(name, 0);
                int length = Values.length(value);
                if (length < 0) {
                    throw TemplateFailure.of("'%s' has no length", Values.typeName(value));
                }
                yield (long) length;
            }
            case "default", "d" -> {
                Given.Bound bound = given.bind(name, 0, "default_value", "boolean");
                boolean absent = value instanceof Undefined || bound.truth(1, false) && !Values.truth(value);
                yield absent ? bound.get(0, "") : value;
            }
            case "attr" -> {
                String member = given.bind(name, 1, "name").text(0);
                Object found = operations.members().ownAttribute(value, member);
                yield found == null ? Undefined.member(value, member) : found;
            }
            case "abs" -> {
                given.bind(name, 0);
                yield number(value) instanceof Double real
                        ? (Object) Math.abs(real)
                        : operations.operators().signed(value, Numbers.compare(value, 0L) < 0);
            }
            case "int" -> integer(value, given.bind(name, 0, "default", "base"));
            case "float" -> real(value, given.bind(name, 0, "default"));
            case "round" -> round(value, given.bind(name, 0, "precision", "method"));
            case "tojson" -> json(value, given.bind(name, 0, "ensure_ascii", "indent", "separators", "sort_keys"));
            default -> throw TemplateFailure.of("there is no filter '%s' here", name);
        };
    }

    private static Object number(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Numbers.isNumber(value)) {
            throw TemplateFailure.of("'%s' is no number", Values.typeName(value));
        }
        return value;
    }

    private static Object integer(Object value, Given.Bound bound) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Numbers.isInteger(value)) {
            return Numbers.of(Numbers.big(value));
        }
        Object otherwise = bound.get(0, 0L);
        String text = Values.asText(value);
        if (text != null) {
            Object parsed = Numbers.parseInteger(text, Math.clamp(bound.integer(1, 10), 0, 36));
            if (parsed != null) {
                return parsed;
            }
        }
        Double real = text != null ? Numbers.parseReal(text) : value instanceof Double number ? number : null;
        return real != null && Double.isFinite(real) ? Numbers.truncated(real) : otherwise;
    }

    private static Object real(Object value, Given.Bound bound) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        String text = Values.asText(value);
        Double parsed = text != null ? Numbers.parseReal(text) : Numbers.isNumber(value) ? Numbers.real(value) : null;
        return parsed == null ? bound.get(0, 0.0) : parsed;
    }

    private static Object round(Object value, Given.Bound bound) {
        int digits = Math.clamp(bound.integer(0, 0), -400, 400);
        String method = bound.text(1, "common");
        Object number = number(value);
        double scale = Math.pow(10, digits);
        return switch (method) {
            case "common" ->
                number instanceof Double real
                        ? (Object) Numbers.rounded(real, digits)
                        : digits >= 0
                                ? Numbers.of(Numbers.big(number))
                                : Numbers.truncated(Numbers.rounded(Numbers.real(number), digits));
            case "ceil" -> (Math.ceil(Numbers.real(number) * scale) + 0.0) / scale;
            case "floor" -> (Math.floor(Numbers.real(number) * scale) + 0.0) / scale;
            default -> throw TemplateFailure.of("round: the method is '%s', wanted common, ceil or floor", method);
        };
    }

    private Object json(Object value, Given.Bound bound) {
        String indent = null;
        if (bound.isGiven(1)) {
            String text = Values.asText(bound.get(1));
            indent = text != null ? text : " ".repeat(Math.clamp(bound.integer(1), 0, 1000));
        }
        String items = indent == null ? ", " : ",";
        String keys = ": ";
        if (bound.isGiven(2)) {
            List<Object> separators = Values.sequence(bound.get(2));
            if (separators == null
                    || separators.size() != 2
                    || !separators.stream().allMatch(s -> s instanceof String)) {
                throw TemplateFailure.of("tojson: separators are two strings, between items and after keys");
            }
            items = (String) separators.get(0);
            keys = (String) separators.get(1);
        }
        Comparing sorting = bound.truth(3, false) ? operations.comparing() : null;
        return new Json(operations.budget(), bound.truth(0, false), indent, items, keys, sorting).write(value);
    }
}
