package dev.muninn.train.metrics;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is appended to. What was appended is with the operating system at once, and on the disk after {@link #force}. */
public final class LogFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    /** Opens or creates {@code path}; its end is where it goes on. */
    public LogFile(Path path) {
        this.path = path;
        try {
            this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.position(channel.size());
        } catch (IOException e) {
            throw fault(e);
        }
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    public void append(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw fault(e);
        }
    }

    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** Forgets everything from byte {@code length} on. */
    public void cut(long length) {
        MuninnException.require(
                length() >= length,
                "%s: found %d bytes, the checkpoint was written at %d; was the file changed? Move it away to begin a new one",
                path,
                length(),
                length);
        try {
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    public void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private MuninnException fault(IOException e) {
        return new MuninnException(
                "%s: cannot be written (%s); is the disk full, or the output directory gone?"
                        .formatted(path, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw fault(e);
        }
    }
}
