package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import java.util.Arrays;
import java.util.List;

/**
 * The documents of token shards, endlessly: each epoch all of them, in an order of its own. A document of more tokens than fit is several,
 * each beginning with the last token of the one before, so that every token but the first is predicted once.
 */
public final class ShardSource implements DocumentSource {
    private final List<TokenShard> shards;
    private final int length;
    private final long seed;
    private final String label;
    /** (documents + 1) of all shards: the first piece of each, then the number of pieces. */
    private final long[] firstPieces;

    /** (shards + 1) the first document of each in {@link #firstPieces}. */
    private final int[] firstDocuments;

    /**
     * The documents of {@code shards}.
     *
     * @param length tokens to predict of a piece, at most: a sequence's T
     * @param label of each document
     */
    public ShardSource(List<TokenShard> shards, int length, long seed, String label) {
        require(length >= 1, "pieces of %d tokens; wanted 1 or more", length);
        this.shards = List.copyOf(shards);
        this.length = length;
        this.seed = seed;
        this.label = label;
        long documents = shards.stream().mapToLong(TokenShard::documents).sum();
        this.firstPieces = new long[Math.toIntExact(documents + 1)];
        this.firstDocuments = new int[shards.size() + 1];
        int all = 0; // documents so far
        for (int shard = 0; shard < shards.size(); shard++) {
            for (long document = 0; document < shards.get(shard).documents(); document++) {
                firstPieces[all + 1] =
                        firstPieces[all] + pieces(shards.get(shard).length(document));
                all++;
            }
            firstDocuments[shard + 1] = all;
        }
        require(
                pieces() > 0,
                "%s: %d token shards hold no document of two tokens; wanted some text to learn from",
                label,
                shards.size());
    }

    /** Documents of an epoch. */
    public long pieces() {
        return firstPieces[firstPieces.length - 1];
    }

    @Override
    public Document at(long index) {
        return piece(Shuffled.at(index, pieces(), seed));
    }

    private long pieces(long tokens) {
        return tokens < 2 ? 0 : (tokens - 1 + length - 1) / length;
    }

    private Document piece(long piece) {
        int document = last(firstPieces, piece);
        int shard = 0;
        while (document >= firstDocuments[shard + 1]) {
            shard++;
        }
        TokenShard from = shards.get(shard);
        int inShard = document - firstDocuments[shard];
        long start = (piece - firstPieces[document]) * length;
        int[] tokens = from.read(inShard, start, Math.toIntExact(Math.min(length + 1, from.length(inShard) - start)));
        float[] weights = new float[tokens.length];
        Arrays.fill(weights, 1);
        return new Document(tokens, weights, new boolean[tokens.length], label);
    }

    /** The last place in {@code starts} whose value is {@code value} or less. */
    private static int last(long[] starts, long value) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
