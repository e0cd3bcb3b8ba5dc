package dev.muninn.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template's values as Python sees them: {@link None}, Boolean, {@link Numbers}, String or {@link Markup}, List, {@link Tuple}, Map,
 * and the few others of this package.
 */
final class Values {
    private static final int DEEPEST_DATA = 200;

    private Values() {}

    /** JSON-like data as values: null is {@link None}, numbers take Python's kinds. */
    static Object of(@Nullable Object data) {
        return of(data, 0);
    }

    private static Object of(@Nullable Object data, int depth) {
        if (depth > DEEPEST_DATA) {
            throw TemplateFailure.of("the data is nested more than %s deep", DEEPEST_DATA);
        }
        return switch (data) {
            case null -> None.NONE;
            case String text -> text;
            case Boolean truth -> truth;
            case Long number -> number;
            case Double number -> number;
            case BigInteger number -> Numbers.of(number);
            case BigDecimal number -> number.doubleValue();
            case Float number -> number.doubleValue();
            case Number number -> number.longValue();
            case Map<?, ?> map -> {
                Map<Object, Object> dict = LinkedHashMap.newLinkedHashMap(map.size());
                map.forEach((key, value) -> dict.put(of(key, depth + 1), of(value, depth + 1)));
                yield dict;
            }
            case Iterable<?> items -> {
                List<Object> list = new ArrayList<>();
                items.forEach(item -> list.add(of(item, depth + 1)));
                yield list;
            }
            default -> String.valueOf(data);
        };
    }

    /** Letters of all texts in {@link #of data}. */
    static long letters(Object value) {
        return switch (value) {
            case String text -> text.length();
            case List<?> list -> list(list).stream().mapToLong(Values::letters).sum();
            case Map<?, ?> map ->
                dict(map).entrySet().stream()
                        .mapToLong(entry -> letters(entry.getKey()) + letters(entry.getValue()))
                        .sum();
            default -> 0;
        };
    }

    static String typeName(Object value) {
        return switch (value) {
            case None none -> "NoneType";
            case Boolean truth -> "bool";
            case Long number -> "int";
            case BigInteger number -> "int";
            case Double number -> "float";
            case String text -> "str";
            case Markup markup -> "Markup";
            case Range range -> "range";
            case List<?> list -> "list";
            case Tuple tuple -> "tuple";
            case Map<?, ?> map -> "dict";
            case View view -> view.kind();
            case Generator generator -> generator.kind();
            case Undefined undefined -> "Undefined";
            case Namespace namespace -> "Namespace";
            case Loop loop -> "LoopContext";
            case Macro macro -> "Macro";
            case Function function -> "function";
            default -> value.getClass().getSimpleName();
        };
    }

    /** The text of a string; null for anything else. */
    static @Nullable String asText(Object value) {
        return switch (value) {
            case String text -> text;
            case Markup markup -> markup.text();
            default -> null;
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case None none -> false;
            case Undefined undefined -> undefined.or(false);
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case List<?> list -> !list.isEmpty();
            case Tuple tuple -> !tuple.items().isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case View view -> !view.items().isEmpty();
            case Loop loop -> loop.length() > 0;
            default -> true;
        };
    }

    /** Python's {@code len}; −1 where there is none. */
    static int length(Object value) {
        return switch (value) {
            case Undefined undefined -> undefined.or(0);
            case String text -> Text.length(text);
            case Markup markup -> Text.length(markup.text());
            case List<?> list -> list.size();
            case Tuple tuple -> tuple.items().size();
            case Map<?, ?> map -> map.size();
            case View view -> view.items().size();
            case Loop loop -> loop.length();
            default -> -1;
        };
    }

    static boolean isIterable(Object value) {
        return length(value) >= 0 || value instanceof Generator;
    }

    /** Python's {@code iter}. */
    static Iterator<Object> iterate(Object value) {
        return switch (value) {
            case Undefined undefined -> undefined.or(List.<Object>of()).iterator();
            case String text -> Text.characters(text).iterator();
            case Markup markup -> Text.characters(markup.text()).iterator();
            case List<?> list -> list(list).iterator();
            case Tuple tuple -> tuple.items().iterator();
            case Map<?, ?> map -> dict(map).keySet().iterator();
            case View view -> view.items().iterator();
            case Generator generator -> generator.items();
            default -> throw TemplateFailure.of("'%s' has nothing to go through", typeName(value));
        };
    }

    /** Items of a sequence that can be indexed; null for anything else. */
    static @Nullable List<Object> sequence(Object value) {
        return switch (value) {
            case List<?> list -> list(list);
            case Tuple tuple -> tuple.items();
            default -> null;
        };
    }

    /** All lists and dicts among the values hold values. */
    @SuppressWarnings("unchecked")
    static List<Object> list(List<?> list) {
        return (List<Object>) list;
    }

    @SuppressWarnings("unchecked")
    static Map<Object, Object> dict(Map<?, ?> map) {
        return (Map<Object, Object>) map;
    }

    /** The key under which a dict has {@code wanted}: 1, 1.0 and true are one key. Null if it has none. */
    static @Nullable Object key(Map<?, ?> map, Object wanted) {
        requireHashable(wanted);
        if (map.containsKey(wanted)) {
            return wanted;
        }
        if (wanted instanceof Markup markup) {
            return map.containsKey(markup.text()) ? markup.text() : null;
        }
        if (!Numbers.isNumber(wanted)) {
            return null;
        }
        for (Object key : map.keySet()) {
            if (Numbers.isNumber(key) && Numbers.compare(key, wanted) == 0) {
                return key;
            }
        }
        return null;
    }

    static boolean isHashable(Object value) {
        return !(value instanceof Map || value instanceof List && !(value instanceof Range))
                && !(value instanceof Tuple tuple
                        && tuple.items().stream().anyMatch(item -> item instanceof Tuple || !isHashable(item)));
    }

    private static void requireHashable(Object value) {
        if (!isHashable(value)) {
            throw TemplateFailure.of("'%s' cannot be a key", typeName(value));
        }
    }

    /** Puts an entry into a dict that is being made. */
    static void put(Map<Object, Object> dict, Object key, Object value) {
        Object known = key(dict, key);
        dict.put(known == null ? key instanceof Markup markup ? markup.text() : key : known, value);
    }
}
