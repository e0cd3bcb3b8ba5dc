package dev.muninn.config;

import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code config.json} and {@code generation_config.json}; every fault is one message with file, key, found, wanted. */
public final class ConfigReader {
    /** The key that {@code quantize} adds to say how the weights were stored. */
    public static final String QUANTIZATION = "muninn_quantization";

    private ConfigReader() {}

    public static ModelConfig read(Path configJson) {
        return config(JsonFields.read(configJson));
    }

    /** As {@link #read}; {@code file} names the text in messages. */
    public static ModelConfig parse(String json, String file) {
        return config(JsonFields.parse(json, file));
    }

    private static ModelConfig config(JsonFields json) {
        String type = json.string("model_type");
        return switch (type) {
            case RavenConfig.MODEL_TYPE -> RavenConfig.from(json);
            case OuroConfig.MODEL_TYPE -> OuroConfig.from(json);
            default ->
                throw json.fault(
                        "model_type",
                        "'" + JsonFields.shorten(type) + "'",
                        "one of the supported families: " + RavenConfig.MODEL_TYPE + ", " + OuroConfig.MODEL_TYPE);
        };
    }

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
