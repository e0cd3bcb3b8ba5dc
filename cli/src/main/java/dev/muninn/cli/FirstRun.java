package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When a directory was first run in; a run that goes on writes the same files. */
final class FirstRun {
    private static final String FILE = "first-run.txt";

    private FirstRun() {}

    static String date(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new MuninnException(
                    file + ": could not be written (" + e.getMessage() + "); name another directory with --out", e);
        }
    }
}
