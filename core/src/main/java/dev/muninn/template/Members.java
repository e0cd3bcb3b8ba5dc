package dev.muninn.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attributes, items and slices. Where a value has both an attribute and an item of a name, the syntax says which comes first. */
final class Members {
    private static final Set<String> CHANGE_DICTS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> CHANGE_LISTS =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

    private final Budget budget;
    private final Comparing comparing;
    private final StringMethods strings;

    Members(Budget budget, Comparing comparing, Formatting formatting) {
        this.budget = budget;
        this.comparing = comparing;
        this.strings = new StringMethods(budget, formatting, this);
    }

    StringMethods strings() {
        return strings;
    }

    /** {@code value.name} */
    Object attribute(Object value, String name) {
        Object own = ownAttribute(value, name);
        Object found = own == null ? ownItem(value, name) : own;
        return found == null ? Undefined.member(value, name) : found;
    }

    /** {@code value[key]} */
    Object item(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object found = Values.isHashable(key) ? ownItem(value, key) : null;
        String name = Values.asText(key);
        if (found == null && name != null) {
            found = ownAttribute(value, name);
        }
        return found == null ? Undefined.member(value, key) : found;
    }

    private static @Nullable Object ownItem(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (value instanceof Map<?, ?> map) {
            Object known = Values.key(map, key);
            return known == null ? null : map.get(known);
        }
        if (!(key instanceof Long || key instanceof Boolean)) {
            return null;
        }
        long index = Numbers.big(key).longValue();
        String text = Values.asText(value);
        if (text != null) {
            int length = Text.length(text);
            long at = index < 0 ? index + length : index;
            if (at < 0 || at >= length) {
                return null;
            }
            int begin = Text.offset(text, at);
            return text.substring(begin, text.offsetByCodePoints(begin, 1));
        }
        List<Object> items = Values.sequence(value);
        if (items == null) {
            return null;
        }
        long at = index < 0 ? index + items.size() : index;
        return at >= 0 && at < items.size() ? items.get((int) at) : null;
    }

    /** An attribute of Python's value; null if it has none of that name. */
    @Nullable
    Object ownAttribute(Object value, String name) {
        if (name.startsWith("__") && name.endsWith("__")) {
            return Undefined.unsafe(value, name);
        }
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        return switch (value) {
            case String text ->
                StringMethods.NAMES.contains(name) ? (Function) given -> strings.call(name, text, given) : null;
            case Markup markup -> markupMethod(markup, name);
            case Range range -> listMethod(range, name, false);
            case List<?> list -> listMethod(Values.list(list), name, true);
            case Tuple tuple ->
                tuple.names().contains(name)
                        ? tuple.items().get(tuple.names().indexOf(name))
                        : listMethod(tuple.items(), name, false);
            case Map<?, ?> map -> dictMethod(Values.dict(map), name);
            case Namespace namespace -> namespace.members().get(name);
            case Loop loop -> loop.member(name);
            case Macro macro -> macro.member(name);
            case Cycler cycler -> cycler.member(name);
            case Double number
            when name.equals("is_integer") ->
                (Function) given -> Double.isFinite(number) && number == Math.rint(number);
            case TemplateReference reference -> reference.blocks().apply(name);
            default -> null;
        };
    }

    private @Nullable Object markupMethod(Markup markup, String name) {
        if (!StringMethods.NAMES.contains(name)) {
            return null;
        }
        return (Function) given -> strings.call(name, markup.text(), given) instanceof String text
                ? new Markup(text)
                : strings.call(name, markup.text(), given);
    }

    private @Nullable Object listMethod(List<Object> list, String name, boolean isList) {
        if (isList && CHANGE_LISTS.contains(name)) {
            return Undefined.unsafe(list, name);
        }
        return switch (name) {
            case "index" -> (Function) given -> index(list, given);
            case "count" ->
                (Function) given -> {
                    Object wanted = given.bind(name, 1, "value").get(0);
                    return list.stream()
                            .filter(item -> comparing.equal(item, wanted))
                            .count();
                };
            case "copy" -> isList ? (Function) given -> new ArrayList<>(list) : null;
            default -> null;
        };
    }

    private Object index(List<Object> list, Given given) {
        Given.Bound bound = given.bind("index", 1, "value", "start", "stop");
        long from = bound.integer(1, 0);
        long to = bound.integer(2, list.size());
        from = from < 0 ? Math.max(0, from + list.size()) : from;
        to = to < 0 ? to + list.size() : Math.min(to, list.size());
        for (long i = from; i < to; i++) {
            if (comparing.equal(list.get((int) i), bound.get(0))) {
                return i;
            }
        }
        throw TemplateFailure.of("the value to find is not in the list");
    }

    private @Nullable Object dictMethod(Map<Object, Object> dict, String name) {
        if (CHANGE_DICTS.contains(name)) {
            return Undefined.unsafe(dict, name);
        }
        return switch (name) {
            case "get" ->
                (Function) given -> {
                    Given.Bound bound = given.bind(name, 1, "key", "default");
                    Object key = Values.key(dict, bound.get(0));
                    return key == null ? bound.get(1, None.NONE) : dict.getOrDefault(key, None.NONE);
                };
            case "keys" -> (Function) given -> new View("dict_keys", new ArrayList<>(dict.keySet()));
            case "values" -> (Function) given -> new View("dict_values", new ArrayList<>(dict.values()));
            case "items" -> (Function) given -> new View("dict_items", items(dict));
            case "copy" -> (Function) given -> new LinkedHashMap<>(dict);
            case "fromkeys" ->
                (Function) given -> {
                    Given.Bound bound = given.bind(name, 1, "iterable", "value");
                    Map<Object, Object> made = new LinkedHashMap<>();
                    Iterator<Object> keys = Values.iterate(bound.get(0));
                    while (keys.hasNext()) {
                        budget.step();
                        Values.put(made, keys.next(), bound.get(1, None.NONE));
                    }
                    return made;
                };
            default -> null;
        };
    }

    /** Pairs of keys and values. */
    List<Object> items(Map<Object, Object> dict) {
        budget.steps(dict.size());
        List<Object> items = new ArrayList<>(dict.size());
        dict.forEach((key, value) -> items.add(Tuple.of(key, value)));
        return items;
    }

    /** {@code value[from:to:step]}; null for a bound that is not given. */
    Object slice(Object value, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        String text = Values.asText(value);
        List<Object> items = Values.sequence(value);
        if (text == null && items == null) {
            throw TemplateFailure.of("'%s' cannot be sliced", Values.typeName(value));
        }
        int length = Values.length(value);
        long by = bound(step, 1);
        if (by == 0) {
            throw TemplateFailure.of("a slice has step 0");
        }
        long begin = clamp(bound(from, by > 0 ? 0 : Long.MAX_VALUE), length, by);
        long end = to == null || to == None.NONE ? by > 0 ? length : -1 : clamp(bound(to, 0), length, by);
        if (text != null) {
            return slice(value, text, begin, end, by);
        }
        if (value instanceof Range range) {
            return range.slice(begin, end, by);
        }
        List<Object> part = new ArrayList<>();
        for (long i = begin; by > 0 ? i < end : i > end; i += by) {
            part.add(Objects.requireNonNull(items).get((int) i));
        }
        budget.steps(part.size());
        return value instanceof Tuple ? new Tuple(part) : part;
    }

    private Object slice(Object value, String text, long begin, long end, long by) {
        StringBuilder part = new StringBuilder();
        if (by == 1) {
            part.append(text, Text.offset(text, begin), Math.max(Text.offset(text, begin), Text.offset(text, end)));
        } else {
            int[] letters = text.codePoints().toArray();
            for (long i = begin; by > 0 ? i < end : i > end; i += by) {
                part.appendCodePoint(letters[(int) i]);
            }
        }
        budget.text(part.length());
        return value instanceof Markup ? new Markup(part.toString()) : part.toString();
    }

    private static long bound(@Nullable Object bound, long otherwise) {
        if (bound == null || bound == None.NONE) {
            return otherwise;
        }
        Object given = bound;
        if (given instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Numbers.isInteger(given)) {
            throw TemplateFailure.of("the bounds of a slice are integers, found '%s'", Values.typeName(given));
        }
        BigInteger number = Numbers.big(given);
        return number.bitLength() > 40 ? number.signum() * (1L << 40) : number.longValue();
    }

    private static long clamp(long bound, int length, long step) {
        long at = bound < 0 ? bound + length : bound;
        return step > 0 ? Math.clamp(at, 0, length) : Math.clamp(at, -1, length - 1);
    }
}
