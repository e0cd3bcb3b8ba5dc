package dev.muninn.train.recipe;

import java.nio.file.Path;
import java.util.List;

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

    /**
     * Lines of JSONL files: text, prompts with completions, or chats.
     *
     * @param evenly whether every file is drawn from as often as any other, and not every line
     * @param heldOut share that is never trained on; 1 for files that are evaluated alone
     * @param loss what their tokens count
     */
    record Jsonl(List<Path> files, boolean evenly, double weight, double heldOut, SourceWeights loss)
            implements DataPart {
        public Jsonl {
            files = List.copyOf(files);
        }
    }
}
