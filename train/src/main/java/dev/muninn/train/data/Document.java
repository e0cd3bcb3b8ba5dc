package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

/**
 * One text to learn from.
 *
 * @param tokens (n) what the model reads, from the first to the last
 * @param weights (n) how much predicting token i from those before it counts; that of token 0 is not used
 * @param answer (n) the tokens that a correct answer consists of: the document counts as solved if each of them is the likeliest
 *     next token after those before it, which is what greedy decoding would have written. All false for text without a question
 * @param label what it is counted under, such as {@code chains/4/direct}: accuracy is told for each label
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record Document(int[] tokens, float[] weights, boolean[] answer, String label) {
    public Document {
        require(
                weights.length == tokens.length && answer.length == tokens.length,
                "a document '%s' of %d tokens has %d weights and %d answer marks; wanted one of each a token",
                label,
                tokens.length,
                weights.length,
                answer.length);
    }

    /** Questions: runs of answer tokens. Token 0 is never predicted, so it answers nothing. */
    public int questions() {
        int questions = 0;
        for (int i = 1; i < answer.length; i++) {
            questions += answer[i] && (i == 1 || !answer[i - 1]) ? 1 : 0;
        }
        return questions;
    }
}
