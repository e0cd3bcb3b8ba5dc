package dev.muninn.train.recipe;

import java.nio.file.Path;

/**
 * A model whose distribution the trained one is kept close to.
 *
 * @param weight of the divergence from it, KL(teacher ‖ model), mean over the rows that count, beside the loss
 * @param rows which rows count
 */
public record TeacherRecipe(Source source, double weight, Rows rows) {
    /** Which model. */
    public sealed interface Source {}

    /** The trained model itself, its adapters off, after one recurrence. */
    public record Base() implements Source {}

    /** Another model of the same tokenizer. */
    public record Model(Path directory, int recurrences) implements Source {}

    /** Which rows of a batch the divergence is taken of. */
    public enum Rows {
        /** Those of documents without a question: plain text. */
        TEXT,
        ALL
    }
}
