package dev.muninn.train.data;

import dev.muninn.train.batch.Batch;
import java.util.List;

/**
 * A batch and where its documents lie in it.
 *
 * @param next index of the first document that is not in the batch: where the next batch starts
 * @param placed the documents, in order
 */
public record Packed(Batch batch, long next, List<Placed> placed) {
    /**
     * A document's rows: row {@code firstRow + i} reads token i and predicts token i + 1, i from 0 to {@code rows} - 1.
     *
     * @param rows the document's tokens less one, or fewer if it was cut to fit a sequence
     */
    public record Placed(Document document, int firstRow, int rows) {}
}
