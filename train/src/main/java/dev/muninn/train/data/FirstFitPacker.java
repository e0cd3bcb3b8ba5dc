package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.batch.Batch;
import dev.muninn.train.data.Packed.Placed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts each document into the first sequence that has room, and ends the batch at the first document for which none has. Rows that stay
 * empty are documents of one padding token each, with weight 0.
 *
 * <p>Plain text that is longer than a sequence is cut ({@link Placed#rows} tells); a document with an answer is refused instead, since
 * its answer would be lost.
 *
 * @param pad token of empty rows
 */
public record FirstFitPacker(int pad) implements Packer {
    @Override
    public Packed pack(DocumentSource source, long first, int sequences, int length) {
        require(sequences >= 1 && length >= 1, "a batch of %d x %d tokens; wanted 1 or more", sequences, length);
        Rows rows = new Rows(sequences, length, pad);
        List<Placed> placed = new ArrayList<>();
        long next = first;
        while (true) {
            Document document = source.at(next);
            int wanted = rowsOf(document, next, length);
            int sequence = rows.withRoom(wanted);
            if (sequence == sequences) {
                return new Packed(rows.batch(), next, placed);
            }
            placed.add(rows.put(document, sequence, wanted));
            next++;
        }
    }

    private static int rowsOf(Document document, long index, int length) {
        int rows = document.tokens().length - 1;
        require(rows >= 1, "document %d '%s' has %d tokens; wanted 2 or more", index, document.label(), rows + 1);
        require(
                rows <= length || !asks(document),
                "document %d '%s' has %d tokens to predict and an answer among them, a sequence has room for %d; wanted longer"
                        + " sequences, or easier problems",
                index,
                document.label(),
                rows,
                length);
        return Math.min(rows, length);
    }

    private static boolean asks(Document document) {
        for (boolean answer : document.answer()) {
            if (answer) {
                return true;
            }
        }
        return false;
    }

    /** A batch that is being filled. */
    private static final class Rows {
        private final int sequences;
        private final int length;
        private final int[] used;
        private final int[] tokens;
        private final int[] targets;
        private final float[] weights;
        private final int[] documentStart;

        Rows(int sequences, int length, int pad) {
            int rows = Math.multiplyExact(sequences, length);
            this.sequences = sequences;
            this.length = length;
            this.used = new int[sequences];
            this.tokens = new int[rows];
            this.targets = new int[rows];
            this.weights = new float[rows];
            this.documentStart = new int[rows];
            Arrays.fill(tokens, pad);
            Arrays.fill(targets, pad);
            Arrays.setAll(documentStart, row -> row);
        }

        /** The first sequence with {@code wanted} rows free, or the number of sequences. */
        int withRoom(int wanted) {
            int sequence = 0;
            while (sequence < sequences && length - used[sequence] < wanted) {
                sequence++;
            }
            return sequence;
        }

        Placed put(Document document, int sequence, int rows) {
            int row = sequence * length + used[sequence];
            System.arraycopy(document.tokens(), 0, tokens, row, rows);
            System.arraycopy(document.tokens(), 1, targets, row, rows);
            System.arraycopy(document.weights(), 1, weights, row, rows);
            Arrays.fill(documentStart, row, row + rows, row);
            used[sequence] += rows;
            return new Placed(document, row, rows);
        }

        Batch batch() {
            return new Batch(sequences, length, tokens, targets, weights, documentStart);
        }
    }
}
