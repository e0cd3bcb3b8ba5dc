package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/**
 * A safetensors file, mapped into memory. Opening it checks the whole header, so a damaged file is refused before any work;
 * the file must not be changed while it is open.
 * Safe to read from several threads.
 */
public final class SafetensorsFile {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The limit of the reference implementation. */
    static final long MOST_HEADER_BYTES = 100_000_000;

    private static final String POINTER = "version https://git-lfs.github.com/spec/";

    private final Path path;
    private final MemorySegment mapping;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, MemorySegment mapping, SafetensorsHeader header) {
        this.path = path;
        this.mapping = mapping;
        this.header = header;
    }

    /** Maps {@code path} for as long as {@code arena} lives, which must be shared if several threads read. */
    public static SafetensorsFile open(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            SafetensorsHeader header = readHeader(path, channel);
            MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafetensorsFile(path, mapping, header);
        } catch (NoSuchFileException e) {
            throw new MuninnException(path + ": no such file", e);
        } catch (IOException e) {
            throw new MuninnException(path + ": cannot be read: " + e, e);
        }
    }

    private static SafetensorsHeader readHeader(Path path, FileChannel channel) throws IOException {
        long fileSize = channel.size();
        MuninnException.require(
                fileSize >= 8, "%s: found %d bytes, wanted a safetensors file of at least 8", path, fileSize);
        MuninnException.require(
                !isPointer(channel),
                "%s: found a Git LFS pointer, wanted the file that it points to; fetch it with 'git lfs pull'",
                path);
        long length = read(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        MuninnException.require(
                length >= 0 && length <= MOST_HEADER_BYTES,
                "%s: found a header length of %s bytes, wanted at most %d; is this a safetensors file?",
                path,
                Long.toUnsignedString(length),
                MOST_HEADER_BYTES);
        MuninnException.require(
                length <= fileSize - 8,
                "%s: found %d bytes, wanted at least %d for the header; is the file cut off?",
                path,
                fileSize,
                8 + length);
        return SafetensorsHeader.parse(read(channel, 8, (int) length).array(), path, fileSize);
    }

    private static boolean isPointer(FileChannel channel) throws IOException {
        byte[] start = POINTER.getBytes(StandardCharsets.US_ASCII);
        return channel.size() >= start.length
                && Arrays.equals(read(channel, 0, start.length).array(), start);
    }

    private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    public Path path() {
        return path;
    }

    /** The tensors by name, in the header's order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    /** The texts under {@code __metadata__}. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** The bytes of a tensor of this file, little-endian, row-major. */
    public MemorySegment bytes(TensorInfo tensor) {
        return mapping.asSlice(tensor.begin(), tensor.bytes());
    }
}
