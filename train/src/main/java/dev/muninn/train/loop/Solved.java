package dev.muninn.train.loop;

import dev.muninn.train.data.Packed.Placed;

/**
 * Questions of a document whose answers greedy decoding would have written. A run of answer tokens is a question; a document may have
 * several.
 *
 * @param asked questions all of whose answer is in the batch
 * @param solved those of them of which every answer token was the likeliest
 */
record Solved(int asked, int solved) {
    /**
     * Counts the questions of a document.
     *
     * @param correct of each row of the batch, whether it predicted its target; row {@code firstRow + i - 1} predicts token i
     */
    static Solved of(Placed placed, boolean[] correct) {
        boolean[] answer = placed.document().answer();
        int asked = 0;
        int solved = 0;
        int i = 1;
        while (i < answer.length) {
            if (!answer[i]) {
                i++;
                continue;
            }
            boolean right = true;
            for (; i < answer.length && answer[i]; i++) {
                right &= i <= placed.rows() && correct[placed.firstRow() + i - 1];
            }
            if (i - 1 <= placed.rows()) {
                asked++;
                solved += right ? 1 : 0;
            }
        }
        return new Solved(asked, solved);
    }
}
