package dev.muninn.tools;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON that calls are written in. Models and clients write it, so how deep it goes is bounded: templates follow it by recursion. */
final class CallJson {
    private static final int DEEPEST = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private CallJson() {}

    /** The object that a text spells; empty if it is none. */
    static Optional<ObjectNode> object(String text) {
        try {
            return Optional.of(MAPPER.readTree(text))
                    .filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The objects of a list that a text spells, or the one object; none if it spells neither. */
    static List<ObjectNode> objects(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return (node.isArray() ? node.valueStream() : Stream.of(node))
                    .filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast)
                    .toList();
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /** The text that a JSON string stands for; as it is written if it is none. */
    static String text(String quoted) {
        try {
            return MAPPER.readTree(quoted).asString(quoted);
        } catch (JacksonException e) {
            return quoted;
        }
    }

    /** As maps, lists, strings, numbers and booleans. */
    @SuppressWarnings("unchecked") // an object is read as a map
    static Map<String, Object> map(ObjectNode object) {
        return MAPPER.treeToValue(object, Map.class);
    }
}
