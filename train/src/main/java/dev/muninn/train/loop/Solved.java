package dev.muninn.train.loop;

import dev.muninn.train.data.Packed.Placed;

/** Whether a document's answer would have been written by greedy decoding. */
final class Solved {
    private Solved() {}

    /** Whether the document has a question, all of whose answer is in the batch. */
    static boolean asked(Placed placed) {
        boolean any = false;
        boolean[] answer = placed.document().answer();
        for (int i = 1; i < answer.length; i++) {
            if (answer[i]) {
                if (i > placed.rows()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /**
     * Whether every answer token was the likeliest.
     *
     * @param correct of each row of the batch, whether it predicted its target; row {@code firstRow + i - 1} predicts token i
     */
    static boolean solved(Placed placed, boolean[] correct) {
        boolean[] answer = placed.document().answer();
        for (int i = 1; i < answer.length; i++) {
            if (answer[i] && !correct[placed.firstRow() + i - 1]) {
                return false;
            }
        }
        return true;
    }
}
