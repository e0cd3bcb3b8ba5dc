package dev.muninn.server.json;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one mapper for everything that comes in and goes out. */
public final class Json {
    private static final int DEEPEST = 64;
    private static final long BYTES_A_VALUE = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .build();

    private Json() {}

    /** A new object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The object in a request's body. */
    public static ObjectNode parse(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw invalid(e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.invalid("the body is not a JSON object");
    }

    private static ApiError invalid(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return ApiError.invalid(
                    "the body has more than %d levels of nesting, or a number, a name or a text that is too long"
                            .formatted(DEEPEST));
        }
        TokenStreamLocation place = e.getLocation();
        return ApiError.invalid(
                place == null || place.getLineNr() < 1
                        ? "the body is not valid JSON"
                        : "the body is not valid JSON: line %d, column %d cannot be read"
                                .formatted(place.getLineNr(), place.getColumnNr()));
    }

    /** Bytes that {@link #parse} takes for {@code body} at most, about: its text, and an object for each value and each name. */
    public static long memory(byte[] body) {
        long values = 0;
        for (byte b : body) {
            if (b == ',' || b == '[' || b == '{' || b == ':') {
                values++;
            }
        }
        return 2L * body.length + BYTES_A_VALUE * values;
    }

    /** One line. */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** As maps, lists, strings, numbers and booleans. */
    @SuppressWarnings("unchecked") // an object is read as a map
    public static Map<String, Object> map(ObjectNode object) {
        return MAPPER.treeToValue(object, Map.class);
    }

    /** The body of an error. */
    public static ObjectNode error(ApiError error) {
        ObjectNode body = object();
        ObjectNode inner = body.putObject("error");
        inner.put("message", error.text());
        inner.put("type", error.type());
        putOrNull(inner, "param", Optional.ofNullable(error.param()));
        putOrNull(inner, "code", Optional.ofNullable(error.code()));
        return body;
    }

    /** JSON has no NaN and no infinities: those become null. */
    public static void putFinite(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }

    /** A string or null. */
    public static void putOrNull(ObjectNode object, String name, Optional<String> value) {
        value.ifPresentOrElse(text -> object.put(name, text), () -> object.putNull(name));
    }
}
