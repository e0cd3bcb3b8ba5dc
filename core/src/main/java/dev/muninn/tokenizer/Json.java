package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the tokenizer's JSON files into trees, and says which file is at fault when one is not what it should be. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
        }
    }

    /** The object in {@code data}; {@code name} is for messages. */
    static JsonNode object(byte[] data, String name) {
        JsonNode node;
        try {
            node = MAPPER.readTree(data);
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s: not valid JSON (%s); download the file again".formatted(name, e.getOriginalMessage()), e);
        }
        if (node == null || !node.isObject()) {
            throw new MuninnException("%s: holds %s, wanted a JSON object; download the file again"
                    .formatted(name, node == null ? "nothing" : "a JSON " + node.getNodeType()));
        }
        return node;
    }
}
