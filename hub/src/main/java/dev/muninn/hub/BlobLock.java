package dev.muninn.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Spares work: while one of us fetches a blob, others wait for it. Nothing depends on it, as locks do nothing on some network
 * disks, and Python's are of another kind.
 */
final class BlobLock implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 100;
    private static final int NOTED_AFTER = 10;

    private final @Nullable FileChannel channel;

    private BlobLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until nobody else holds {@code file}; {@code waiting} runs once if that takes longer than a second. */
    static BlobLock take(Path file, Runnable waiting) throws InterruptedException {
        FileChannel channel = null;
        try {
            Files.createDirectories(file.resolveSibling(""));
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            for (int tries = 1; !taken(channel); tries++) {
                if (tries == NOTED_AFTER) {
                    waiting.run();
                }
                Thread.sleep(INTERVAL_MILLIS);
            }
            return new BlobLock(channel);
        } catch (IOException e) {
            return new BlobLock(channel); // without a lock, then
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // it ends with the process
            }
        }
    }
}
