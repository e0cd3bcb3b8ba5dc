package dev.muninn.train.recipe;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** YAML as a tree; a key that occurs twice is a fault. */
final class YamlText {
    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    private static final long MOST_BYTES = 1_000_000;

    private YamlText() {}

    /** The tree of {@code text}, which messages call {@code file}. */
    static JsonNode parse(String text, String file) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw malformed(file, e);
        }
    }

    /** The text of a recipe. */
    static String read(Path path) {
        try {
            long size = Files.size(path);
            MuninnException.require(
                    size <= MOST_BYTES, "%s: found %d bytes, wanted a recipe of at most %d", path, size, MOST_BYTES);
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new MuninnException(path + ": no such file; wanted a recipe, see 'muninn train --help'", e);
        } catch (CharacterCodingException e) {
            throw new MuninnException(path + ": found bytes that are not UTF-8, wanted YAML text", e);
        } catch (IOException e) {
            throw new MuninnException(path + ": cannot be read, wanted a recipe: " + e.getMessage(), e);
        }
    }

    private static MuninnException malformed(String file, JacksonException e) {
        String reason =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        String place = e.getLocation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " at line %d, column %d",
                        e.getLocation().getLineNr(),
                        e.getLocation().getColumnNr());
        return new MuninnException("%s: not valid YAML%s: %s".formatted(file, place, JsonFields.shorten(reason)), e);
    }
}
