package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A token shard, mapped into memory: any part of any document at once, from several threads. */
public final class TokenShard {
    private static final ValueLayout.OfShort SHORTS =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final ShardFormat format;
    private final MemorySegment bytes;

    private TokenShard(Path file, ShardFormat format, MemorySegment bytes) {
        this.file = file;
        this.format = format;
        this.bytes = bytes;
    }

    /** Maps {@code file} for as long as {@code arena} lives. */
    public static TokenShard open(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            long header = Math.min(ShardFormat.HEADER, bytes.byteSize());
            TokenShard shard = new TokenShard(
                    file, ShardFormat.parse(bytes.asSlice(0, header).asByteBuffer(), bytes.byteSize(), file), bytes);
            shard.requireEndsInOrder();
            return shard;
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be read (%s)".formatted(file, e), e);
        }
    }

    /** Refuses tokens made with another tokenizer than the one in {@code directory}. */
    public void requireMadeWith(Path directory) {
        require(
                format.tokenizer().equals(ShardFormat.hashOf(directory)),
                "%s: its tokens were made with another tokenizer.json than that of %s; write the shard again with it",
                file,
                directory);
    }

    public int vocabulary() {
        return format.vocabulary();
    }

    public long documents() {
        return format.documents();
    }

    public long tokens() {
        return format.tokens();
    }

    /** Tokens of a document. */
    public long length(long document) {
        return end(document) - end(document - 1);
    }

    /** {@code count} tokens of a document from {@code from} on. */
    public int[] read(long document, long from, int count) {
        assert from >= 0 && from + count <= length(document) : from + " + " + count;
        long first = end(document - 1) + from;
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = token(first + i);
            require(
                    tokens[i] >= 0 && tokens[i] < format.vocabulary(),
                    "%s: token %d in document %d; wanted 0 to %d; write the shard again",
                    file,
                    tokens[i],
                    document,
                    format.vocabulary() - 1);
        }
        return tokens;
    }

    private int token(long index) {
        long at = ShardFormat.HEADER + index * format.width();
        return format.width() == Short.BYTES ? Short.toUnsignedInt(bytes.get(SHORTS, at)) : bytes.get(INTS, at);
    }

    private long end(long document) {
        return document < 0 ? 0 : bytes.get(LONGS, format.endsAt() + document * Long.BYTES);
    }

    private void requireEndsInOrder() {
        long last = 0;
        for (long document = 0; document < format.documents(); document++) {
            long end = end(document);
            require(
                    end >= last && end <= format.tokens(),
                    "%s: document %d ends at token %d; wanted %d to %d; write the shard again",
                    file,
                    document,
                    end,
                    last,
                    format.tokens());
            last = end;
        }
    }
}
