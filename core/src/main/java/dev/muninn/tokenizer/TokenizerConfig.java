package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What tokenizer_config.json says besides the tokenizer itself.
 *
 * @param specialTokens by their key, such as {@code bos_token}: the token's text
 * @param chatTemplates by name; the unnamed template of the file is called {@value #DEFAULT_TEMPLATE}
 */
record TokenizerConfig(Map<String, String> specialTokens, Map<String, String> chatTemplates) {
    static final String DEFAULT_TEMPLATE = "default";
    private static final String JINJA = ".jinja";

    TokenizerConfig {
        specialTokens = Map.copyOf(specialTokens);
        chatTemplates = Map.copyOf(chatTemplates);
    }

    /**
     * Reads special_tokens_map.json, then tokenizer_config.json: a later file overrides, an absent one is skipped. Templates in
     * chat_template.jinja (the default) and additional_chat_templates/NAME.jinja stand for all those of tokenizer_config.json.
     */
    static TokenizerConfig read(Path modelDir) {
        TokenizerConfig config = new TokenizerConfig(Map.of(), Map.of());
        for (String name : new String[] {"special_tokens_map.json", "tokenizer_config.json"}) {
            Path file = modelDir.resolve(name);
            if (Files.isRegularFile(file)) {
                config = config.overriddenBy(parse(Json.bytes(file), file.toString()));
            }
        }
        Map<String, String> files = templateFiles(modelDir);
        return files.isEmpty() ? config : new TokenizerConfig(config.specialTokens, files);
    }

    private static Map<String, String> templateFiles(Path modelDir) {
        Map<String, String> templates = new LinkedHashMap<>();
        Path more = modelDir.resolve("additional_chat_templates");
        if (Files.isDirectory(more)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(more, "*" + JINJA)) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    templates.put(name.substring(0, name.length() - JINJA.length()), text(file));
                }
            } catch (IOException e) {
                throw new MuninnException("%s: cannot be read (%s)".formatted(more, e.getMessage()), e);
            }
        }
        Path standard = modelDir.resolve("chat_template" + JINJA);
        if (Files.isRegularFile(standard)) {
            templates.put(DEFAULT_TEMPLATE, text(standard));
        }
        return templates;
    }

    private static String text(Path file) {
        return new String(Json.bytes(file), StandardCharsets.UTF_8);
    }

    /** Parses one file's bytes; {@code name} is for messages. */
    static TokenizerConfig parse(byte[] data, String name) {
        JsonNode root = Json.object(data, name);
        Map<String, String> tokens = new LinkedHashMap<>();
        root.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            JsonNode content = value.isObject() ? value.path("content") : value;
            if (key.endsWith("_token") && content.isString()) {
                tokens.put(key, content.asString());
            }
        });
        return new TokenizerConfig(tokens, templates(root.path("chat_template"), name));
    }

    private static Map<String, String> templates(JsonNode node, String name) {
        Map<String, String> templates = new LinkedHashMap<>();
        if (node.isString()) {
            templates.put(DEFAULT_TEMPLATE, node.asString());
        } else if (node.isArray()) {
            for (JsonNode item : node) {
                if (!item.path("name").isString() || !item.path("template").isString()) {
                    throw new MuninnException(
                            "%s: a chat_template is %s, wanted {\"name\", \"template\"}".formatted(name, clip(item)));
                }
                templates.put(
                        item.path("name").asString(), item.path("template").asString());
            }
        } else if (!node.isMissingNode() && !node.isNull()) {
            throw new MuninnException("%s: chat_template is %s, wanted a string or a list of {\"name\", \"template\"}"
                    .formatted(name, clip(node)));
        }
        return templates;
    }

    private TokenizerConfig overriddenBy(TokenizerConfig other) {
        Map<String, String> tokens = new LinkedHashMap<>(specialTokens);
        tokens.putAll(other.specialTokens);
        Map<String, String> templates = new LinkedHashMap<>(chatTemplates);
        templates.putAll(other.chatTemplates);
        return new TokenizerConfig(tokens, templates);
    }

    private static String clip(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
