package dev.muninn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file that remembers what was typed: in the user's state directory, for the user's eyes only. */
final class ChatHistory {
    private ChatHistory() {}

    /** The file, or nothing where it cannot be written. */
    static Optional<Path> file() {
        Path file = directory().resolve("history");
        try {
            Files.createDirectories(directory());
            if (!Files.exists(file)) {
                Files.createFile(file);
                if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path directory() {
        String asked = System.getenv("XDG_STATE_HOME");
        Path base = asked == null || asked.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(asked);
        return base.resolve("muninn");
    }
}
