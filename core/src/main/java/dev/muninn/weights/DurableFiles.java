package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** File operations that survive a crash, and clean up after a failure. */
public final class DurableFiles {
    private DurableFiles() {}

    /** The directory that holds {@code path}. */
    static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    /** Gives {@code path} a new content, whole or not at all: after a crash it holds the old bytes or the new ones. */
    public static void replace(Path path, byte[] bytes) {
        Path fresh = path.resolveSibling(
                ".%s.unfinished-%s".formatted(path.getFileName(), Long.toHexString(System.nanoTime())));
        try {
            write(fresh, bytes);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(parent(path));
        } catch (IOException e) {
            deleteQuietly(fresh);
            throw writeFault(path, e);
        }
    }

    /** Makes a rename inside {@code directory} durable. Windows cannot open directories, and does not need it. */
    static void syncDirectory(Path directory) throws IOException {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes a small file and makes its bytes durable. */
    public static void write(Path path, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Refuses to start writing {@code bytes} bytes where there is less room. */
    static void requireSpace(Path directory, long bytes) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        MuninnException.require(
                free >= bytes,
                "%s: %.1f MB will be written, found %.1f MB free; free some space or choose another disk",
                directory,
                bytes / 1e6,
                free / 1e6);
    }

    /** Deletes a file or a whole directory, as far as possible; for clean-up, where a second error would hide the first. */
    public static void deleteQuietly(Path path) {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.getLogger(DurableFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} could not be deleted: {1}", path, e);
        }
    }

    /** A hook, already registered, that deletes {@code path} if the JVM is interrupted before {@link #forget}. */
    static Thread deleteOnInterrupt(Path path) {
        Thread hook = new Thread(() -> deleteQuietly(path), "delete unfinished " + path.getFileName());
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            deleteQuietly(path);
            throw new MuninnException("interrupted; nothing was left behind", e);
        }
        return hook;
    }

    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down and the hook runs anyway
        }
    }

    /** The message for a write that failed; the operating system's reason, such as a full disk, is in it. */
    public static MuninnException writeFault(Path path, IOException e) {
        return new MuninnException(
                "%s: could not be written: %s; nothing was left behind".formatted(path, reason(e)), e);
    }

    /** In words: exceptions that name no reason are one by their type. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                "there is no " + parent(Path.of(missing.getFile())) + "; create that directory first";
            case FileAlreadyExistsException there -> there.getFile() + " exists already";
            case AccessDeniedException denied -> "no permission to write " + denied.getFile();
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
