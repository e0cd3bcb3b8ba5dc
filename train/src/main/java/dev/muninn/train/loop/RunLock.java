package dev.muninn.train.loop;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second trainer out of an output directory; gone with the process that has it, however that ends. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    static RunLock of(Path output) {
        try {
            Files.createDirectories(output);
            FileChannel channel =
                    FileChannel.open(output.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel) == null) {
                channel.close();
                throw new MuninnException(
                        output + ": another process trains there; wait for it, or name another output by --out");
            }
            return new RunLock(channel);
        } catch (IOException e) {
            throw new MuninnException(
                    output + ": cannot be written: " + e.getMessage() + "; name another output by --out", e);
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this process has it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new MuninnException("the lock of the output directory cannot be released: " + e.getMessage(), e);
        }
    }
}
