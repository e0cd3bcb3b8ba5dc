package dev.muninn.config;

import java.nio.file.Path;
import java.util.Optional;

/** Reads what a model directory says besides the facts; every fault is one message with file, key, found, wanted. */
public final class ConfigReader {
    /** The key that {@code quantize} adds to say how the weights were stored. */
    public static final String QUANTIZATION = "muninn_quantization";

    private ConfigReader() {}

    /** The storage format that {@code quantize} recorded, such as {@code int4}; for information only. */
    public static Optional<String> quantization(Path configJson) {
        return JsonFields.read(configJson).optionalObject(QUANTIZATION).map(q -> q.string("format"));
    }

    /** Reads a {@code generation_config.json}. */
    public static GenerationDefaults readGenerationDefaults(Path generationConfigJson) {
        return GenerationDefaults.from(JsonFields.read(generationConfigJson));
    }

    /** As {@link #readGenerationDefaults}; {@code file} names the text in messages. */
    public static GenerationDefaults parseGenerationDefaults(String json, String file) {
        return GenerationDefaults.from(JsonFields.parse(json, file));
    }
}
