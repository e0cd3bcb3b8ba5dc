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

    /** A text file, JSONL file or directory of token shards. */
    record Text(Path path, double weight) implements DataPart {}
}
