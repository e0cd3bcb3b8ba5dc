package dev.muninn.eval.benchmark;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text of a benchmark's file, gzipped or not. */
final class BenchmarkFiles {
    private BenchmarkFiles() {}

    static String text(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain =
                        file.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(plain.readAllBytes()))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new MuninnException(file + ": no such file; wanted a file of the benchmark", e);
        } catch (CharacterCodingException e) {
            throw new MuninnException(file + ": is not UTF-8; is it the benchmark's own file?", e);
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be read (%s)".formatted(file, e), e);
        }
    }

    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    static JsonNode json(String text, Object place) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s: not valid JSON (%s)".formatted(place, JsonFields.shorten(e.getOriginalMessage())), e);
        }
    }
}
