package dev.muninn.config;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read with suspicion: every getter says the file, the key, what was found and what was wanted. A key whose
 * value is {@code null} counts as absent.
 */
public final class JsonFields {
    /** Python writes NaN and Infinity; reading them lets the fault name the key, and lets keys we ignore hold them. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final long MOST_BYTES = 100_000_000;

    private final String file;
    private final String prefix;
    private final JsonNode node;

    private JsonFields(String file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /** Parses a text that must be one JSON object; {@code file} names it in messages. */
    public static JsonFields parse(String text, String file) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw malformed(file, e);
        }
        if (!node.isObject()) {
            throw new MuninnException("%s: found %s, wanted a JSON object"
                    .formatted(file, node.isMissingNode() ? "nothing" : kind(node)));
        }
        return new JsonFields(file, "", node);
    }

    /** Reads a file that must hold one JSON object, in UTF-8. */
    public static JsonFields read(Path path) {
        return parse(text(path), path.toString());
    }

    private static String text(Path path) {
        try {
            long size = Files.size(path);
            MuninnException.require(
                    size <= MOST_BYTES, "%s: found %d bytes, wanted a JSON file of at most %d", path, size, MOST_BYTES);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new MuninnException(path + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new MuninnException(path + ": found bytes that are not UTF-8, wanted JSON text", e);
        } catch (IOException e) {
            throw new MuninnException(path + ": cannot be read: " + e, e);
        }
    }

    /** The message for a text that is not JSON, with line and column. */
    public static MuninnException malformed(String file, JacksonException e) {
        String reason =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        String place = e.getLocation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " at line %d, column %d",
                        e.getLocation().getLineNr(),
                        e.getLocation().getColumnNr());
        return new MuninnException("%s: not valid JSON%s: %s".formatted(file, place, shorten(reason, 200)), e);
    }

    /** A mutable copy of the object, for writing it back with changes. */
    public ObjectNode copy() {
        return (ObjectNode) node.deepCopy();
    }

    /** The text of a config file; NaN and infinities as Python writes them. */
    public static String toText(ObjectNode json) {
        return MAPPER.writeValueAsString(json) + "\n";
    }

    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** The one of {@code keys} that is there, which mean the same, or the first; two that say different things are refused. */
    public String alias(String... keys) {
        String found = keys[0];
        for (String key : keys) {
            if (has(key) && !has(found)) {
                found = key;
            }
            require(
                    !has(key) || node.get(key).equals(node.get(found)),
                    key,
                    has(key) ? show(node.get(key)) : "",
                    has(found) ? "as '" + found + "' says, " + show(node.get(found)) : "");
        }
        return found;
    }

    public String string(String key) {
        JsonNode value = wanted(key, "a text");
        if (!value.isString()) {
            throw fault(key, show(value), "a text");
        }
        return value.stringValue();
    }

    public int integer(String key, int least, int most) {
        return integer(key, wanted(key, range(least, most)), least, most);
    }

    public int integerOr(String key, int fallback, int least, int most) {
        return has(key) ? integer(key, least, most) : fallback;
    }

    public OptionalInt optionalInt(String key, int least, int most) {
        return has(key) ? OptionalInt.of(integer(key, least, most)) : OptionalInt.empty();
    }

    /** One integer or a list of them; empty if the key is absent. */
    public List<Integer> intOrList(String key, int least, int most) {
        if (!has(key)) {
            return List.of();
        }
        JsonNode value = node.get(key);
        if (!value.isArray()) {
            return List.of(integer(key, value, least, most));
        }
        List<Integer> all = new ArrayList<>();
        for (JsonNode element : value) {
            all.add(integer(key, element, least, most));
        }
        return all;
    }

    /** One text or a list of them; empty if the key is absent. */
    public List<String> stringOrList(String key) {
        if (!has(key)) {
            return List.of();
        }
        JsonNode value = node.get(key);
        List<String> all = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isString()) {
                throw fault(key, show(element), "a text or a list of texts");
            }
            all.add(element.stringValue());
        }
        return all;
    }

    private int integer(String key, JsonNode value, int least, int most) {
        // a float such as 8.0 is what some exporters write for an integer
        boolean whole = value.isIntegralNumber() && value.canConvertToInt()
                || value.isFloatingPointNumber() && value.doubleValue() == (int) value.doubleValue();
        if (!whole) {
            throw fault(key, show(value), range(least, most));
        }
        int found = (int) value.doubleValue();
        require(found >= least && found <= most, key, found, range(least, most));
        return found;
    }

    private static String range(int least, int most) {
        return "an integer between " + least + " and " + most;
    }

    /** A finite number. */
    public double number(String key) {
        JsonNode value = wanted(key, "a number");
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw fault(key, show(value), "a finite number");
        }
        return value.doubleValue();
    }

    public OptionalDouble optionalNumber(String key) {
        return has(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
    }

    public OptionalDouble optionalNumber(String key, double least, double most) {
        OptionalDouble found = optionalNumber(key);
        found.ifPresent(v -> require(v >= least && v <= most, key, v, "a number between " + least + " and " + most));
        return found;
    }

    /** A count that is too large for an int; as digits in a text, too, as some exporters write it. */
    public OptionalLong optionalLong(String key) {
        if (has(key) && node.get(key).isString()) {
            String text = string(key);
            require(text.matches("[0-9]{1,18}"), key, "'" + shorten(text) + "'", "a number between 0 and 1.0E18");
            return OptionalLong.of(Long.parseLong(text));
        }
        OptionalDouble number = optionalNumber(key, 0, 1e18);
        return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
    }

    public boolean bool(String key) {
        JsonNode value = wanted(key, "true or false");
        if (!value.isBoolean()) {
            throw fault(key, show(value), "true or false");
        }
        return value.booleanValue();
    }

    public boolean boolOr(String key, boolean fallback) {
        return has(key) ? bool(key) : fallback;
    }

    public Optional<JsonFields> optionalObject(String key) {
        return has(key) ? Optional.of(object(key)) : Optional.empty();
    }

    public JsonFields object(String key) {
        JsonNode value = wanted(key, "an object");
        if (!value.isObject()) {
            throw fault(key, show(value), "an object");
        }
        return new JsonFields(file, prefix + key + ".", value);
    }

    /** The object's entries, all of which must be texts, in their order. */
    public Map<String, String> strings() {
        Map<String, String> all = new LinkedHashMap<>();
        node.properties().forEach(entry -> all.put(entry.getKey(), string(entry.getKey())));
        return all;
    }

    /** Refuses any other value than {@code only}, the one that is implemented; an absent key is taken as that. */
    public void expect(String key, String only) {
        if (has(key)) {
            String found = string(key);
            require(found.equals(only), key, "'" + shorten(found) + "'", "'" + only + "', the only kind implemented");
        }
    }

    /** As {@link #expect(String, String)} for flags. */
    public void expect(String key, boolean only) {
        if (has(key)) {
            boolean found = bool(key);
            require(found == only, key, found, only + ", the only kind implemented");
        }
    }

    /** Refuses a key that asks for {@code what}. */
    public void expectAbsent(String key, String what) {
        if (has(key)) {
            throw fault(key, show(node.get(key)), "null or absent: " + what + " are not implemented");
        }
    }

    /** Refuses a list with any element but {@code only}. */
    public void expectAll(String key, String only) {
        expectOneOf(key, List.of(only));
    }

    /** Refuses a list with any element that is none of {@code known}. */
    public void expectOneOf(String key, List<String> known) {
        for (String text : texts(key)) {
            require(known.contains(text), key, "'" + shorten(text) + "'", "only '" + String.join("', '", known) + "'");
        }
    }

    /** A list of finite numbers; empty if the key is absent. */
    public List<Double> numbers(String key) {
        List<Double> all = new ArrayList<>();
        for (JsonNode element : has(key) ? node.get(key) : List.<JsonNode>of()) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw fault(key, show(element), "a finite number");
            }
            all.add(element.doubleValue());
        }
        return all;
    }

    /** A list of texts; empty if the key is absent. */
    public List<String> texts(String key) {
        List<String> all = new ArrayList<>();
        if (has(key)) {
            for (JsonNode element : node.get(key)) {
                if (!element.isString()) {
                    throw fault(key, show(element), "a text");
                }
                all.add(element.stringValue());
            }
        }
        return all;
    }

    /** Refuses any value of {@code key} but null and {@code neutral}, numbers compared as numbers: nothing else is implemented. */
    public void expectNeutral(String key, Object neutral) {
        if (has(key)) {
            JsonNode value = node.get(key);
            boolean same = neutral instanceof Number number
                    ? value.isNumber() && value.doubleValue() == number.doubleValue()
                    : show(value).equals(neutral instanceof String text ? "'" + text + "'" : String.valueOf(neutral));
            require(same, key, show(value), neutral + " or nothing, the only kind implemented");
        }
    }

    public void require(boolean condition, String key, Object found, String wanted) {
        if (!condition) {
            throw fault(key, String.valueOf(found), wanted);
        }
    }

    /** The exception for key {@code key}. */
    public MuninnException fault(String key, String found, String wanted) {
        return new MuninnException("%s: '%s%s': found %s, wanted %s".formatted(file, prefix, key, found, wanted));
    }

    /** Runs a constructor that checks its arguments, and puts the file's name before its complaint. */
    public <T> T checked(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (MuninnException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file) ? e : new MuninnException(file + ": " + message, e);
        }
    }

    private JsonNode wanted(String key, String what) {
        if (!has(key)) {
            throw fault(key, "nothing", what);
        }
        return node.get(key);
    }

    private static String show(JsonNode value) {
        if (value.isString()) {
            return "'" + shorten(value.stringValue()) + "'";
        }
        return value.isContainer() ? kind(value) : shorten(value.asString());
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }

    /** A text fit for a message: short, and on one line. */
    public static String shorten(String text) {
        return shorten(text, 60);
    }

    private static String shorten(String text, int most) {
        String shown = text.length() <= most ? text : text.substring(0, most) + "...";
        return CONTROL.matcher(shown).replaceAll("?");
    }
}
