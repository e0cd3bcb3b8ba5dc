package dev.muninn.train.loop;

import dev.muninn.train.batch.Batch;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.Packed;
import dev.muninn.train.data.Packed.Placed;
import dev.muninn.train.data.Packer;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills one sequence after the other; a document that does not fit into what is left of a sequence begins the next one, and one
 * that is longer than a sequence is cut.
 */
public final class InOrderPacker implements Packer {
    @Override
    public Packed pack(DocumentSource source, long first, int sequences, int length) {
        int rows = sequences * length;
        int[] tokens = new int[rows];
        int[] targets = new int[rows];
        float[] weights = new float[rows];
        int[] starts = new int[rows];
        List<Placed> placed = new ArrayList<>();
        long index = first;
        for (int sequence = 0; sequence < sequences; sequence++) {
            int at = sequence * length;
            int end = at + length;
            Document document = source.at(index);
            int count = Math.min(document.tokens().length - 1, length);
            while (at + count <= end) {
                for (int i = 0; i < count; i++) {
                    tokens[at + i] = document.tokens()[i];
                    targets[at + i] = document.tokens()[i + 1];
                    weights[at + i] = document.weights()[i + 1];
                    starts[at + i] = at;
                }
                placed.add(new Placed(document, at, count));
                at += count;
                document = source.at(++index);
                count = Math.min(document.tokens().length - 1, length);
            }
            for (int padding = at; padding < end; padding++) {
                starts[padding] = at;
            }
        }
        return new Packed(new Batch(sequences, length, tokens, targets, weights, starts), index, placed);
    }
}
