package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.files.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** Writes a token shard, a document after the other; without {@link #commit} there will be no file. */
public final class ShardWriter implements AutoCloseable {
    private final AtomicFile file;
    private final Path target;
    private final String tokenizer;
    private final int vocabulary;
    private final LongStream.Builder ends = LongStream.builder();
    private long documents;
    private long tokens;

    /**
     * Begins a shard.
     *
     * @param tokenizerDirectory whose tokenizer.json the tokens are made with
     */
    public ShardWriter(Path target, Path tokenizerDirectory, int vocabulary) {
        this.tokenizer = ShardFormat.hashOf(tokenizerDirectory);
        this.target = target;
        this.vocabulary = vocabulary;
        this.file = AtomicFile.create(target);
        file.append(format().header());
    }

    public void add(int[] document) {
        ByteBuffer bytes = buffer(document.length * format().width());
        for (int token : document) {
            require(
                    token >= 0 && token < vocabulary,
                    "%s: token %d of document %d; wanted 0 to %d",
                    target,
                    token,
                    documents,
                    vocabulary - 1);
            if (format().width() == Short.BYTES) {
                bytes.putShort((short) token);
            } else {
                bytes.putInt(token);
            }
        }
        file.append(bytes.flip());
        tokens += document.length;
        ends.add(tokens);
        documents++;
    }

    public long documents() {
        return documents;
    }

    public long tokens() {
        return tokens;
    }

    /** Completes the file. */
    public void commit() {
        ShardFormat format = format();
        file.append(buffer(Math.toIntExact(format.endsAt() - file.size())));
        ends.build().forEach(end -> file.append(buffer(Long.BYTES).putLong(end).flip()));
        file.rewrite(0, format.header());
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }

    private ShardFormat format() {
        return new ShardFormat(vocabulary, documents, tokens, tokenizer);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
