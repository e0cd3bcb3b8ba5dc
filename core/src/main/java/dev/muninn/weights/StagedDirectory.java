package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A directory that appears whole or not at all: it is filled under another name beside its target and renamed at the end. If
 * it is closed, or the JVM interrupted, before {@link #commit}, everything is deleted.
 */
public final class StagedDirectory implements AutoCloseable {
    private final Path target;
    private final Path staging;
    private final Thread cleanUp;
    private boolean committed;

    private StagedDirectory(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
        this.cleanUp = DurableFiles.deleteOnInterrupt(staging);
    }

    /** Prepares {@code target}, which must not exist or be an empty directory, for about {@code bytes} bytes. */
    public static StagedDirectory create(Path target, long bytes) {
        requireFree(target);
        try {
            Path parent = DurableFiles.parent(target);
            Files.createDirectories(parent);
            DurableFiles.requireSpace(parent, bytes);
            return new StagedDirectory(
                    target, Files.createTempDirectory(parent, "." + target.getFileName() + ".unfinished-"));
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    /** Refuses a target that holds something. */
    static void requireFree(Path target) {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> entries = Files.isDirectory(target) ? Files.list(target) : Stream.of(target)) {
            MuninnException.require(
                    entries.findAny().isEmpty(),
                    "%s: exists already, wanted a new or an empty directory; delete it or name another",
                    target);
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    /** Where to write. */
    public Path path() {
        return staging;
    }

    /** Gives the directory its name. */
    public void commit() {
        try {
            allowOthersToRead();
            DurableFiles.syncDirectory(staging);
            Files.deleteIfExists(target);
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncDirectory(DurableFiles.parent(target));
            committed = true;
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    /** Temporary directories are private to their owner; a checkpoint has the rights of any new directory. */
    private void allowOthersToRead() throws IOException {
        if (Files.getFileStore(staging).supportsFileAttributeView("posix")) {
            Path ordinary = Files.createDirectory(staging.resolve("rights"));
            Files.setPosixFilePermissions(staging, Files.getPosixFilePermissions(ordinary));
            Files.delete(ordinary);
        }
    }

    @Override
    public void close() {
        DurableFiles.forget(cleanUp);
        if (!committed) {
            DurableFiles.deleteQuietly(staging);
        }
    }
}
