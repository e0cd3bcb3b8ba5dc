package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** JSONL files, gzipped if their names end in {@code .gz}, read line by line. Blank lines are left out. */
public record JsonlFiles(List<Path> files) {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    public JsonlFiles {
        files = List.copyOf(files);
        require(!files.isEmpty(), "no JSONL file named; wanted one or more");
        for (Path file : files) {
            require(
                    Files.isRegularFile(file),
                    "%s: %s; wanted a .jsonl or .jsonl.gz file",
                    file,
                    Files.isDirectory(file) ? "is a directory: name the files in it" : "there is no such file");
        }
    }

    /** Reads all lines, file after file. */
    public void forEach(Consumer<JsonlLine> sink) {
        for (Path file : files) {
            try (BufferedReader lines = open(file)) {
                read(lines, file, sink);
            } catch (CharacterCodingException e) {
                throw new MuninnException(file + ": is not UTF-8; convert it, or is it no text?", e);
            } catch (IOException e) {
                throw new MuninnException("%s: cannot be read (%s)".formatted(file, e), e);
            }
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream plain = name(file).endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static void read(BufferedReader lines, Path file, Consumer<JsonlLine> sink) throws IOException {
        JsonlParser parser = new JsonlParser(label(file));
        long number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String place = file + ", line " + number;
            require(
                    line.isEmpty() || line.charAt(0) != BYTE_ORDER_MARK,
                    "%s: begins with a byte order mark (U+FEFF); save the file as UTF-8 without one",
                    place);
            if (!line.isBlank()) {
                sink.accept(parser.parse(line, place));
            }
            number++;
        }
    }

    /** The file's name without its endings. */
    static String label(Path file) {
        return name(file).replaceFirst("(\\.jsonl|\\.ndjson|\\.json)?(\\.gz)?$", "");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
