package dev.muninn.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Python's {@code json.dumps} writes it, since models were trained on that. */
final class Json {
    private final Budget budget;
    private final boolean ascii;
    private final @Nullable String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final @Nullable Comparing sorting;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param ascii whether all other letters are escaped
     * @param indent white space a level; null for all in one line
     * @param sorting sorts keys; null leaves them as they are
     */
    Json(
            Budget budget,
            boolean ascii,
            @Nullable String indent,
            String itemSeparator,
            String keySeparator,
            @Nullable Comparing sorting) {
        this.budget = budget;
        this.ascii = ascii;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
        this.sorting = sorting;
    }

    String write(Object value) {
        value(value, 0);
        return out.toString();
    }

    private void value(Object value, int depth) {
        budget.step();
        switch (value) {
            case None none -> out.append("null");
            case Boolean truth -> out.append(truth ? "true" : "false");
            case Long number -> out.append(number.longValue());
            case BigInteger number -> out.append(number);
            case Double number -> out.append(real(number));
            case String text -> string(text);
            case Markup markup -> string(markup.text());
            case Map<?, ?> map -> object(Values.dict(map), depth);
            case Range range -> throw refused(range);
            case List<?> list -> array(Values.list(list), depth);
            case Tuple tuple -> array(tuple.items(), depth);
            default -> throw refused(value);
        }
    }

    private static TemplateFailure refused(Object value) {
        return TemplateFailure.of(
                "'%s' cannot be written as JSON%s",
                Values.typeName(value), value instanceof Undefined undefined ? ": " + undefined.reason() : "");
    }

    private static String real(double value) {
        return Double.isFinite(value)
                ? Numbers.repr(value)
                : Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    private void object(Map<Object, Object> dict, int depth) {
        out.append('{');
        Iterator<Object> keys = keys(dict).iterator();
        while (keys.hasNext()) {
            Object key = keys.next();
            newLine(depth + 1);
            string(key(key));
            out.append(keySeparator);
            value(dict.getOrDefault(key, None.NONE), depth + 1);
            out.append(keys.hasNext() ? itemSeparator : "");
        }
        close('}', dict.isEmpty(), depth);
    }

    private List<Object> keys(Map<Object, Object> dict) {
        List<Object> keys = new ArrayList<>(dict.keySet());
        Comparing order = sorting;
        if (order != null) {
            keys.sort((a, b) -> order.compare(a, b, "<"));
        }
        return keys;
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case Boolean truth -> truth ? "true" : "false";
            case None none -> "null";
            case Long number -> number.toString();
            case BigInteger number -> number.toString();
            case Double number -> real(number);
            default -> throw TemplateFailure.of("'%s' cannot be a key in JSON", Values.typeName(key));
        };
    }

    private void array(List<Object> list, int depth) {
        out.append('[');
        Iterator<Object> items = list.iterator();
        while (items.hasNext()) {
            newLine(depth + 1);
            value(items.next(), depth + 1);
            out.append(items.hasNext() ? itemSeparator : "");
        }
        close(']', list.isEmpty(), depth);
    }

    private void close(char bracket, boolean empty, int depth) {
        if (!empty) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (indent != null) {
            budget.text(out.length() / 1024 + (long) indent.length() * depth);
            out.append('\n').append(indent.repeat(depth));
        }
    }

    private void string(String text) {
        budget.text(text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
