package dev.muninn.server.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a request's object. Null is the same as absent. A field of the wrong type or out of range is refused by its full
 * name; a field that nobody asked for is {@link #unread}.
 */
public final class Fields {
    private final ObjectNode object;
    private final String prefix;
    private final Set<String> read = new HashSet<>();
    private final List<Fields> inner = new ArrayList<>();

    private Fields(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** Of a whole body. */
    public static Fields of(ObjectNode object) {
        return new Fields(object, "");
    }

    /** The object itself, as it was sent. */
    public ObjectNode object() {
        return object;
    }

    /** The full name of a field, such as {@code muninn.exit}. */
    public String path(String name) {
        return prefix + name;
    }

    /** A field of any type. */
    public Optional<JsonNode> node(String name) {
        read.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    public boolean has(String name) {
        return node(name).isPresent();
    }

    public Optional<String> string(String name) {
        return node(name).map(node -> {
            if (!node.isString()) {
                throw wrong(name, "a string", node);
            }
            return node.asString();
        });
    }

    public String requiredString(String name) {
        return string(name).orElseThrow(() -> missing(name, "a string"));
    }

    public boolean flag(String name, boolean otherwise) {
        return node(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong(name, "true or false", node);
                    }
                    return node.asBoolean();
                })
                .orElse(otherwise);
    }

    public OptionalInt integer(String name, int min, int max) {
        OptionalLong value = wholeNumber(name, min, max);
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    public OptionalLong wholeNumber(String name, long min, long max) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode found = node.get();
        boolean whole = found.isNumber() && found.canConvertToLong() && found.asDouble() == Math.rint(found.asDouble());
        if (!whole || found.asLong() < min || found.asLong() > max) {
            throw wrong(name, "a whole number from %d to %d".formatted(min, max), found);
        }
        return OptionalLong.of(found.asLong());
    }

    public OptionalDouble number(String name, double min, double max) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        JsonNode found = node.get();
        if (!found.isNumber() || !(found.asDouble() >= min && found.asDouble() <= max)) {
            throw wrong(name, "a number from %s to %s".formatted(min, max), found);
        }
        return OptionalDouble.of(found.asDouble());
    }

    /** An object. */
    public Optional<Fields> object(String name) {
        return node(name).map(node -> inner(name, node));
    }

    /** The objects of a list. */
    public List<Fields> objects(String name) {
        JsonNode list = node(name).orElseThrow(() -> missing(name, "a list of objects"));
        if (!list.isArray()) {
            throw wrong(name, "a list of objects", list);
        }
        List<Fields> fields = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            fields.add(inner("%s[%d]".formatted(name, i), list.get(i)));
        }
        return fields;
    }

    /** A string or a list of strings; empty if absent. */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        node(name).ifPresent(node -> {
            for (JsonNode item : node.isArray() ? node : List.of(node)) {
                if (!item.isString()) {
                    throw wrong(name, "a string or a list of strings", item);
                }
                strings.add(item.asString());
            }
        });
        return strings;
    }

    /** Fields that say nothing to a model, such as whom to bill. */
    public void pass(String... names) {
        read.addAll(List.of(names));
    }

    /** A field that other servers know; only values that change nothing are accepted. */
    public void refuse(String name, Predicate<JsonNode> harmless, String message) {
        node(name).filter(harmless.negate()).ifPresent(node -> {
            throw ApiError.unsupported(path(name), "%s is not supported here: %s".formatted(path(name), message));
        });
    }

    /** Names nobody asked for: they had no effect. */
    public List<String> unread() {
        List<String> unread = new ArrayList<>();
        for (String name : object.propertyNames()) {
            if (!read.contains(name)) {
                unread.add(path(name));
            }
        }
        inner.forEach(fields -> unread.addAll(fields.unread()));
        return unread;
    }

    public ApiError missing(String name, String wanted) {
        return ApiError.invalid(path(name), "%s is missing; %s is wanted".formatted(path(name), wanted));
    }

    public ApiError wrong(String name, String wanted, JsonNode found) {
        String text = found.toString();
        return ApiError.invalid(
                path(name),
                "%s is %s; %s is wanted"
                        .formatted(path(name), text.length() <= 60 ? text : text.substring(0, 60) + "…", wanted));
    }

    private Fields inner(String name, JsonNode node) {
        if (!(node instanceof ObjectNode found)) {
            throw wrong(name, "an object", node);
        }
        Fields fields = new Fields(found, path(name) + ".");
        inner.add(fields);
        return fields;
    }
}
