package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where examples come from and how they are written: {@code fewshot_config}, and what it takes over from the task.
 *
 * @param firstN the first of the split, in order, instead of drawn ones
 * @param split empty for the training split, else the validation or the test split
 * @param samples examples that stand in the file; empty for those of the split
 */
public record ShotConfig(
        boolean firstN,
        Optional<String> split,
        List<Map<String, @Nullable Object>> samples,
        Prompt prompt,
        String targetDelimiter,
        String fewshotDelimiter) {
    public ShotConfig {
        samples = List.copyOf(samples);
    }

    /** The templates of a question and its answer. */
    public record Prompt(String text, Target target, Optional<Choices> choices, Optional<String> genPrefix) {}
}
