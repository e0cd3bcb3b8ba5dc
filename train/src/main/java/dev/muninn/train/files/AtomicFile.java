package dev.muninn.train.files;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written under another name beside its target and renamed when it is complete and on the disk. Closed before
 * {@link #commit}, it leaves nothing behind and an older file as it was.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private boolean committed;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** Begins to write {@code target}, whose directory is made if there is none. */
    public static AtomicFile create(Path target) {
        try {
            Path directory = target.toAbsolutePath().normalize().getParent();
            if (directory == null) {
                throw new MuninnException(target + ": is no name for a file");
            }
            Files.createDirectories(directory);
            Path temporary = directory.resolve("." + target.getFileName() + ".unfinished");
            return new AtomicFile(
                    target,
                    temporary,
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    /** Bytes written so far. */
    public long size() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    public void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    /** Replaces bytes that were written before. */
    public void rewrite(long position, ByteBuffer bytes) {
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    /** Gives the file its name. */
    public void commit() {
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw fault(target, e);
        }
    }

    private static MuninnException fault(Path target, IOException e) {
        return new MuninnException(
                "%s: cannot be written (%s); is there space, and may you write there?".formatted(target, e), e);
    }
}
