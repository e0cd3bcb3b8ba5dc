package dev.muninn.train.recipe;

import java.nio.file.Path;

/** A part of a mixture of training data; its weight says how often it is drawn, next to the others' weights. */
public sealed interface DataPart {
    double weight();

    /**
     * Generated problems.
     *
     * @param easiest the least difficulty; all from it to {@code hardest} are equally frequent
     */
    record Task(String family, String form, double weight, int easiest, int hardest) implements DataPart {}

    /** Plain text as tokens: a directory with {@code train.tokens} and {@code held-out.tokens}. */
    record Shards(Path directory, double weight) implements DataPart {}
}
