package dev.muninn.train.data;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A {@code .tokens} file, little-endian: this header, the tokens of all documents, zeros up to a multiple of 8 bytes, and for each
 * document where it ends, in tokens, as 64 bits.
 *
 * @param vocabulary every token is below it
 * @param documents how many
 * @param tokens of all documents
 * @param tokenizer SHA-256 of the tokenizer.json they were made with, in hexadecimal digits
 */
record ShardFormat(int vocabulary, long documents, long tokens, String tokenizer) {
    static final int HEADER = 72;
    private static final long MAGIC = 0x534E454B4F544D4DL; // "MMTOKENS" as bytes
    private static final int VERSION = 1;
    private static final int LARGEST_SHORT = 1 << 16;

    /** Bytes a token: 2 where ids fit. */
    int width() {
        return vocabulary <= LARGEST_SHORT ? Short.BYTES : Integer.BYTES;
    }

    /** Where the documents' ends begin. */
    long endsAt() {
        return (HEADER + tokens * width() + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    long fileSize() {
        return endsAt() + documents * Long.BYTES;
    }

    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(width()).putInt(vocabulary).putInt(0);
        header.putLong(documents).putLong(tokens).put(HexFormat.of().parseHex(tokenizer));
        return header.flip();
    }

    /** Reads a header and holds it against the size of its file. */
    static ShardFormat parse(ByteBuffer header, long size, Path file) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < HEADER || header.getLong() != MAGIC) {
            throw new MuninnException(file + ": is no token shard; wanted one written by 'muninn tokenizer shards'");
        }
        int version = header.getInt();
        int width = header.getInt();
        int vocabulary = header.getInt();
        header.getInt();
        long documents = header.getLong();
        long tokens = header.getLong();
        byte[] hash = new byte[32];
        header.get(hash);
        if (version != VERSION) {
            throw new MuninnException(
                    "%s: a token shard of version %s, wanted %s; write it again".formatted(file, version, VERSION));
        }
        ShardFormat format =
                new ShardFormat(vocabulary, documents, tokens, HexFormat.of().formatHex(hash));
        boolean plausible = vocabulary > 0 && documents >= 0 && documents <= size && tokens >= 0 && tokens <= size;
        if (!plausible || width != format.width() || format.fileSize() != size) {
            throw new MuninnException(
                    "%s: has %s bytes, which do not fit %s documents with %s tokens of a vocabulary of %s; write it again"
                            .formatted(file, size, documents, tokens, vocabulary));
        }
        return format;
    }

    /** What tells a tokenizer from others: the hash of its tokenizer.json. */
    static String hashOf(Path tokenizerDirectory) {
        Path file = tokenizerDirectory.resolve("tokenizer.json");
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be read (%s)".formatted(file, e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
