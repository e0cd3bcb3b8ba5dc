package dev.muninn.gguf;

import dev.muninn.error.MuninnException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A position in a GGUF file, little-endian. Every read is checked against the file's end first, so no length of the file is ever
 * trusted and no position overflows. For one thread.
 */
final class GgufCursor {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final Path path;
    private long at;

    GgufCursor(MemorySegment file, Path path) {
        this.file = file;
        this.path = path;
    }

    long position() {
        return at;
    }

    long remaining() {
        return file.byteSize() - at;
    }

    /** The bytes from {@code from} to here. */
    MemorySegment since(long from) {
        return file.asSlice(from, at - from);
    }

    int readByte() {
        return file.get(ValueLayout.JAVA_BYTE, take(1, "a byte"));
    }

    int readShort() {
        return file.get(SHORT, take(2, "a number"));
    }

    int readInt() {
        return file.get(INT, take(4, "a number"));
    }

    long readLong() {
        return file.get(LONG, take(8, "a number"));
    }

    long readUnsignedInt() {
        return Integer.toUnsignedLong(readInt());
    }

    /** A count of things that take at least {@code leastBytes} each; refused when the rest of the file cannot hold them. */
    long readCount(String things, long leastBytes) {
        long count = readLong();
        MuninnException.require(
                count >= 0 && count <= remaining() / leastBytes,
                "%s: found %s %s at byte %d, but only %d bytes follow; is the file damaged or cut off?",
                path,
                Long.toUnsignedString(count),
                things,
                at - 8,
                remaining());
        return count;
    }

    /** A text with its length before it. Bytes that are no UTF-8 become U+FFFD. */
    String readString() {
        int length = Math.toIntExact(checkedLength());
        byte[] bytes = new byte[length];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, take(length, "a text"), bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skipString() {
        skip(checkedLength());
    }

    void skip(long bytes) {
        take(bytes, "values");
    }

    private long checkedLength() {
        long length = readCount("bytes of text", 1);
        MuninnException.require(
                length <= Integer.MAX_VALUE - 8, "%s: a text of %d bytes, wanted less than 2 GiB", path, length);
        return length;
    }

    private long take(long bytes, String what) {
        MuninnException.require(
                bytes <= remaining(),
                "%s: ends at byte %d, within %s of the header; is the file cut off?",
                path,
                file.byteSize(),
                what);
        long start = at;
        at += bytes;
        return start;
    }
}
