package dev.muninn.model;

import static dev.muninn.model.Scratch.Use.CONCAT;
import static dev.muninn.model.Scratch.Use.LOGITS;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.Weight;
import java.util.List;

/** The last matmul, from hidden rows to logits, only for rows that want them: it is the widest of all. */
final class Head {
    private Head() {}

    /**
     * Fills {@code row.logits} (V) of each row that has them from its row of {@code hidden} (M, C).
     *
     * @param head (V, C)
     */
    static void project(Kernels kernels, Weight head, float[] hidden, List<Row> rows, Scratch scratch) {
        int width = head.cols();
        int vocab = head.rows();
        int wanted = 0;
        float[] gathered = scratch.get(CONCAT, rows.size() * width);
        for (int m = 0; m < rows.size(); m++) {
            if (rows.get(m).logits != null) {
                System.arraycopy(hidden, m * width, gathered, wanted++ * width, width);
            }
        }
        if (wanted == 0) {
            return;
        }
        float[] logits = scratch.get(LOGITS, wanted * vocab);
        kernels.matmul(logits, gathered, wanted, head);
        int from = 0;
        for (int m = 0; m < rows.size(); m++) {
            float[] target = rows.get(m).logits;
            if (target != null) {
                System.arraycopy(logits, from++ * vocab, target, 0, vocab);
            }
        }
    }
}
