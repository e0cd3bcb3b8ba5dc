package dev.muninn.train.recipe;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A YAML mapping read with suspicion: every getter says the file, the key, what was found and what was wanted, and {@link #done}
 * refuses keys that nobody asked for.
 */
final class YamlFields {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private final String file;
    private final String prefix;
    private final JsonNode node;
    private final Set<String> asked = new LinkedHashSet<>();

    private YamlFields(String file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    static YamlFields read(Path path) {
        return parse(YamlText.read(path), path.toString());
    }

    /** {@code file} names the text in messages. */
    static YamlFields parse(String text, String file) {
        JsonNode node = YamlText.parse(text, file);
        if (!node.isObject()) {
            throw new MuninnException(
                    "%s: found %s, wanted keys and values such as 'steps: 1000'".formatted(file, kind(node)));
        }
        return new YamlFields(file, "", node);
    }

    String file() {
        return file;
    }

    boolean has(String key) {
        asked.add(key);
        return node.hasNonNull(key);
    }

    String string(String key) {
        JsonNode value = wanted(key, "a text");
        if (!value.isString()) {
            throw fault(key, show(value), "a text");
        }
        return value.stringValue();
    }

    /** A text, or a list of them. */
    List<String> strings(String key) {
        String wanted = "a text or a list of texts";
        JsonNode value = wanted(key, wanted);
        List<String> all = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isString()) {
                throw fault(key, show(value), wanted);
            }
            all.add(element.stringValue());
        }
        if (all.isEmpty()) {
            throw fault(key, show(value), wanted);
        }
        return all;
    }

    /** A path, relative to {@code directory}. */
    Path path(String key, Path directory) {
        return path(key, string(key), directory);
    }

    /** {@code text}, found under {@code key}, as a path. */
    Path path(String key, String text, Path directory) {
        try {
            return directory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw fault(key, "'" + text + "'", "a path: " + e.getReason());
        }
    }

    Optional<String> optionalString(String key) {
        return has(key) ? Optional.of(string(key)) : Optional.empty();
    }

    /** The constant of {@code type} whose name, in lower case, is the value. */
    <E extends Enum<E>> E choice(String key, E[] choices, Optional<E> fallback) {
        if (!has(key) && fallback.isPresent()) {
            return fallback.get();
        }
        List<String> names = new ArrayList<>();
        String found = string(key);
        for (E choice : choices) {
            String name = choice.name().toLowerCase(Locale.ROOT);
            if (name.equals(found)) {
                return choice;
            }
            names.add(name);
        }
        throw fault(key, "'" + JsonFields.shorten(found) + "'", "one of " + String.join(", ", names));
    }

    int integer(String key, int least, int most) {
        return integer(key, wanted(key, range(least, most)), least, most);
    }

    int integerOr(String key, int fallback, int least, int most) {
        return has(key) ? integer(key, least, most) : fallback;
    }

    long wholeOr(String key, long fallback, long least, long most) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw fault(key, show(value), "an integer between " + least + " and " + most);
        }
        return value.longValue();
    }

    private int integer(String key, JsonNode value, int least, int most) {
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw fault(key, show(value), range(least, most));
        }
        return value.intValue();
    }

    List<Integer> integersOr(String key, List<Integer> fallback, int least, int most) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isArray() || value.isEmpty()) {
            throw fault(key, show(value), "a list such as [1, 4, 8]");
        }
        List<Integer> all = new ArrayList<>();
        for (JsonNode element : value) {
            all.add(integer(key, element, least, most));
        }
        return all;
    }

    private static String range(int least, int most) {
        return "an integer between " + least + " and " + most;
    }

    double number(String key, double least, double most) {
        String range = String.format(Locale.ROOT, "a number between %s and %s", plain(least), plain(most));
        JsonNode value = wanted(key, range);
        double found = number(value);
        if (!(found >= least && found <= most)) {
            throw fault(key, show(value), range);
        }
        return found;
    }

    /** NaN for what is no number. YAML 1.2 reads {@code 3e-3} as one, whatever the parser makes of it. */
    private static double number(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        boolean written =
                value.isString() && NUMBER.matcher(value.stringValue()).matches();
        return written ? Double.parseDouble(value.stringValue()) : Double.NaN;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    double numberOr(String key, double fallback, double least, double most) {
        return has(key) ? number(key, least, most) : fallback;
    }

    boolean boolOr(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            throw fault(key, show(value), "true or false");
        }
        return value.booleanValue();
    }

    YamlFields object(String key) {
        JsonNode value = wanted(key, "keys and values below it");
        if (!value.isObject()) {
            throw fault(key, show(value), "keys and values below it");
        }
        return new YamlFields(file, prefix + key + ".", value);
    }

    /** The mapping under {@code key}; an empty one if it is absent. */
    YamlFields objectOrEmpty(String key) {
        return has(key) ? object(key) : new YamlFields(file, prefix + key + ".", JsonNodeFactory.instance.objectNode());
    }

    /** A list of mappings. */
    List<YamlFields> objects(String key) {
        JsonNode value = wanted(key, "a list");
        if (!value.isArray() || value.isEmpty()) {
            throw fault(key, show(value), "a list of at least one entry, each beginning with '- '");
        }
        List<YamlFields> all = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String place = key + "[" + i + "]";
            if (!value.get(i).isObject()) {
                throw fault(place, show(value.get(i)), "keys and values");
            }
            all.add(new YamlFields(file, prefix + place + ".", value.get(i)));
        }
        return all;
    }

    /** Refuses every key that was not asked for. */
    void done() {
        for (String key : node.propertyNames()) {
            if (!asked.contains(key)) {
                String nearest = Spelling.nearest(key, asked);
                throw new MuninnException("%s: '%s%s': unknown key; did you mean '%s'? Known here: %s"
                        .formatted(file, prefix, JsonFields.shorten(key), nearest, String.join(", ", asked)));
            }
        }
    }

    void require(boolean condition, String key, Object found, String wanted) {
        if (!condition) {
            throw fault(key, String.valueOf(found), wanted);
        }
    }

    MuninnException fault(String key, String found, String wanted) {
        return new MuninnException("%s: '%s%s': found %s, wanted %s".formatted(file, prefix, key, found, wanted));
    }

    private JsonNode wanted(String key, String what) {
        if (!has(key)) {
            throw fault(key, "nothing", what);
        }
        return node.get(key);
    }

    private static String show(JsonNode value) {
        if (value.isString()) {
            return "'" + JsonFields.shorten(value.stringValue()) + "'";
        }
        return value.isContainer() ? kind(value) : JsonFields.shorten(value.asString());
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> value.isEmpty() ? "an empty list" : "a list";
            case OBJECT -> "keys and values";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            case NULL, BINARY, MISSING, POJO -> "nothing";
        };
    }
}
