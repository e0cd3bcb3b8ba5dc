package dev.muninn.eval.harness.data;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of a JSON file: an object a line, a list of objects, an object of columns, or (StepGame's way) an object of objects, whose order
 * counts and whose keys do not.
 */
final class JsonRows {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonRows() {}

    /** @param field of the file's one object that holds the rows */
    static List<Map<String, @Nullable Object>> read(Path file, Optional<String> field) {
        List<JsonNode> values = values(file);
        if (field.isPresent()) {
            JsonNode rows = values.isEmpty() ? null : values.getFirst().get(field.get());
            if (rows == null) {
                throw new MuninnException("%s: field: found no '%s' in the file's object".formatted(file, field.get()));
            }
            values = List.of(rows);
        }
        JsonNode only = values.size() == 1 ? values.getFirst() : null;
        if (only != null && only.isArray()) {
            return objects(file, only);
        }
        if (only != null && only.isObject() && !only.isEmpty()) {
            if (only.valueStream().allMatch(JsonNode::isObject)) {
                return objects(file, only);
            }
            if (only.valueStream().allMatch(JsonNode::isArray)) {
                return columns(file, only);
            }
        }
        return objects(file, values);
    }

    private static List<JsonNode> values(Path file) {
        try (MappingIterator<JsonNode> found =
                MAPPER.readerFor(JsonNode.class).readValues(MAPPER.createParser(Bytes.read(file)))) {
            List<JsonNode> values = new ArrayList<>();
            while (found.hasNext()) {
                values.add(found.next());
            }
            return values;
        } catch (JacksonException e) {
            throw JsonFields.malformed(file.toString(), e);
        }
    }

    private static List<Map<String, @Nullable Object>> objects(Path file, Iterable<JsonNode> values) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isObject()) {
                throw new MuninnException("%s: row %d: found %s, wanted an object with the row's columns"
                        .formatted(file, rows.size(), shown(value)));
            }
            rows.add(map(value));
        }
        return rows;
    }

    private static List<Map<String, @Nullable Object>> columns(Path file, JsonNode table) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> column : table.properties()) {
            for (int i = 0; i < column.getValue().size(); i++) {
                if (rows.size() <= i) {
                    rows.add(new LinkedHashMap<>());
                }
                rows.get(i).put(column.getKey(), plain(column.getValue().get(i)));
            }
            if (column.getValue().size() != rows.size()) {
                throw new MuninnException("%s: column %s has %d values, another one has %d"
                        .formatted(file, column.getKey(), column.getValue().size(), rows.size()));
            }
        }
        return rows;
    }

    private static Map<String, @Nullable Object> map(JsonNode object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        return map;
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            return map(node);
        }
        if (node.isArray()) {
            List<@Nullable Object> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : (Object) node.doubleValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return node.isNull() ? null : node.isBoolean() ? (Object) node.booleanValue() : node.stringValue();
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
