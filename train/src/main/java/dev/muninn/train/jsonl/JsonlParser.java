package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.train.jsonl.JsonlLine.Chat;
import dev.muninn.train.jsonl.JsonlLine.Content;
import dev.muninn.train.jsonl.JsonlLine.Text;
import dev.muninn.train.jsonl.JsonlLine.Turn;
import dev.muninn.train.jsonl.JsonlLine.Turns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a line of JSONL: an object with {@code text}; or {@code prompt} and {@code completion}; or {@code turns}, a list of such pairs; or
 * {@code messages}, a chat. Besides, {@code label} and {@code group}; any other key is a fault, so that a misspelt one is not silently
 * left out of the training.
 *
 * @param fallbackLabel of lines without one
 */
record JsonlParser(String fallbackLabel) {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    private static final Set<String> ABOUT = Set.of("label", "group");
    private static final Set<String> PAIR = Set.of("prompt", "completion");
    private static final Set<String> PAIR_KEYS = Set.of("prompt", "completion", "asked", "weight");
    private static final String SHAPES =
            "wanted one of: text; prompt and completion; turns (a list of prompts with completions); messages";

    JsonlLine parse(String line, String place) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s: not valid JSON (%s)".formatted(place, JsonFields.shorten(e.getOriginalMessage())), e);
        }
        require(node.isObject(), "%s: found %s; wanted an object", place, node.getNodeType());
        Content content = content(node, place);
        String label = node.has("label") ? string(node, "label", place) : fallbackLabel;
        require(
                !label.isBlank() && label.chars().noneMatch(c -> c == ',' || c < ' '),
                "%s: label '%s'; wanted a name without commas and control characters",
                place,
                label);
        String group = node.has("group") ? string(node, "group", place) : told(content);
        return new JsonlLine(place, label, group, content);
    }

    private static Content content(JsonNode node, String place) {
        Set<String> keys = new TreeSet<>(node.propertyNames());
        keys.removeAll(ABOUT);
        if (keys.equals(Set.of("text"))) {
            return new Text(string(node, "text", place));
        }
        if (keys.equals(Set.of("messages"))) {
            return new Chat(new MessagesReader(place).read(node.path("messages")));
        }
        if (keys.equals(Set.of("turns"))) {
            return new Turns(turns(node.path("turns"), place));
        }
        if (keys.containsAll(PAIR)) {
            return new Turns(List.of(turn(node, keys, place)));
        }
        throw new MuninnException("%s: found the keys %s; %s".formatted(place, keys, SHAPES));
    }

    private static List<Turn> turns(JsonNode list, String place) {
        require(
                list.isArray() && !list.isEmpty(),
                "%s: 'turns' is %s; wanted a list of objects with prompt and completion",
                place,
                list.isArray() ? "empty" : list.getNodeType());
        List<Turn> turns = new ArrayList<>();
        for (JsonNode entry : list) {
            String at = place + ", turn " + (turns.size() + 1);
            require(entry.isObject(), "%s: found %s; wanted an object", at, entry.getNodeType());
            turns.add(turn(entry, entry.propertyNames(), at));
        }
        return turns;
    }

    private static Turn turn(JsonNode node, Collection<String> keys, String place) {
        require(
                keys.containsAll(PAIR) && PAIR_KEYS.containsAll(keys),
                "%s: found the keys %s; wanted prompt and completion, besides them at most asked and weight",
                place,
                keys);
        String completion = string(node, "completion", place);
        require(!completion.isEmpty(), "%s: the completion is empty; wanted the text to learn", place);
        JsonNode asked = node.path("asked");
        require(
                asked.isMissingNode() || asked.isBoolean(),
                "%s: 'asked' is %s; wanted true or false",
                place,
                asked.getNodeType());
        JsonNode weight = node.path("weight");
        double factor = weight.isNumber() ? weight.asDouble() : weight.isMissingNode() ? 1 : -1;
        require(
                factor > 0 && factor <= 1000,
                "%s: 'weight' is %s; wanted a number above 0, at most 1000",
                place,
                weight);
        return new Turn(string(node, "prompt", place), completion, asked.asBoolean(true), factor);
    }

    static String string(JsonNode node, String key, String place) {
        JsonNode value = node.path(key);
        require(value.isString(), "%s: '%s' is %s; wanted a text", place, key, value.getNodeType());
        return value.asString();
    }

    /** Decides on which side of the split a line without a group is: what is told, without what is to be learned. */
    private static String told(Content content) {
        return switch (content) {
            case Text text -> text.text();
            case Turns turns -> turns.turns().getFirst().prompt();
            case Chat chat -> chat.messages().toString();
        };
    }
}
