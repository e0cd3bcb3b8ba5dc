package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A task, as its file says it. A value of this type needs no Python.
 *
 * @param file where it was read, for messages
 * @param shots examples that the task wants; 0 forbids others, empty leaves it open
 * @param repeats answers to each question that are drawn
 * @param worked the task that asks the same with worked steps, of {@code metadata}
 * @param raw the file's own keys and values, for the results file
 */
public record TaskConfig(
        String name,
        String alias,
        String file,
        OutputType outputType,
        DataConfig data,
        Optional<String> trainingSplit,
        Optional<String> validationSplit,
        Optional<String> testSplit,
        String description,
        String targetDelimiter,
        ShotConfig.Prompt prompt,
        ShotConfig fewShot,
        OptionalInt shots,
        GenerationConfig generation,
        int repeats,
        List<FilterConfig> filters,
        List<MetricConfig> metrics,
        String version,
        Optional<String> worked,
        Map<String, @Nullable Object> raw) {
    /** The split that is asked: test, or where there is none, validation. */
    public String askedSplit() {
        return testSplit.or(() -> validationSplit).orElseThrow();
    }

    /** The split that examples come from: what the file names, else training, validation, test. */
    public String shotSplit() {
        return fewShot.split().or(() -> trainingSplit).or(() -> validationSplit).orElseGet(this::askedSplit);
    }
}
