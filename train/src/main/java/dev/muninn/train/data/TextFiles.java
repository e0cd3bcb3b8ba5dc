package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents in files: each line of a {@code .jsonl} or {@code .ndjson} file is one, and any other file is one. Blank ones are left out.
 *
 * @param field of a line's object that has the text
 */
public record TextFiles(List<Path> files, String field) {
    /** A text file is read at once. */
    private static final long LARGEST_TEXT = 1L << 30;

    public TextFiles {
        files = List.copyOf(files);
        for (Path file : files) {
            require(
                    Files.isRegularFile(file),
                    "%s: %s; wanted text or JSONL files",
                    file,
                    Files.isDirectory(file) ? "is a directory: name the files in it" : "there is no such file");
        }
    }

    /** Reads all documents, file after file. */
    public void forEach(Consumer<String> sink) {
        for (Path file : files) {
            try {
                read(file, sink);
            } catch (CharacterCodingException e) {
                throw new MuninnException(file + ": is not UTF-8; convert it, or is it no text?", e);
            } catch (IOException e) {
                throw new MuninnException("%s: cannot be read (%s)".formatted(file, e), e);
            }
        }
    }

    private void read(Path file, Consumer<String> sink) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            readLines(file, sink);
            return;
        }
        require(
                Files.size(file) <= LARGEST_TEXT,
                "%s: has %d bytes; wanted at most %d in one document: cut it, or make it JSONL",
                file,
                Files.size(file),
                LARGEST_TEXT);
        give(Files.readString(file), sink);
    }

    private void readLines(Path file, Consumer<String> sink) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    give(text(line, file, number), sink);
                }
                number++;
            }
        }
    }

    private String text(String line, Path file, long number) {
        try {
            JsonNode text = JsonMapper.shared().readTree(line).path(field);
            require(
                    text.isString(),
                    "%s, line %d: no text in field '%s'; wanted an object a line with one, or another --field",
                    file,
                    number,
                    field);
            return text.asString();
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s, line %d: not valid JSON (%s)".formatted(file, number, e.getOriginalMessage()), e);
        }
    }

    private static void give(String text, Consumer<String> sink) {
        if (!text.isBlank()) {
            sink.accept(text);
        }
    }
}
