package dev.muninn.eval.harness.task;

import static java.util.Map.entry;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.task.MetricConfig.MatchOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of a task: those of its file, or the harness's defaults for its kind. */
final class MetricReader {
    /** How a metric is aggregated unless a file says otherwise, whether more of it is better, and what it is a metric of. */
    private record Known(String aggregation, boolean higherIsBetter, Set<OutputType> types) {
        Known(String aggregation, boolean higherIsBetter, OutputType first, OutputType... rest) {
            this(aggregation, higherIsBetter, EnumSet.of(first, rest));
        }
    }

    private static final Map<String, Known> KNOWN = Map.ofEntries(
            entry("acc", new Known("mean", true, OutputType.MULTIPLE_CHOICE, OutputType.LOGLIKELIHOOD)),
            entry("acc_norm", new Known("mean", true, OutputType.MULTIPLE_CHOICE)),
            entry("acc_bytes", new Known("mean", true, OutputType.MULTIPLE_CHOICE)),
            entry("acc_mutual_info", new Known("mean", true, OutputType.MULTIPLE_CHOICE)),
            entry("brier_score", new Known("brier_score", false, OutputType.MULTIPLE_CHOICE)),
            entry("exact_match", new Known("mean", true, OutputType.GENERATE_UNTIL, OutputType.MULTIPLE_CHOICE)),
            entry("perplexity", new Known("perplexity", false, OutputType.LOGLIKELIHOOD)),
            entry("word_perplexity", new Known("weighted_perplexity", false, OutputType.LOGLIKELIHOOD_ROLLING)),
            entry("byte_perplexity", new Known("weighted_perplexity", false, OutputType.LOGLIKELIHOOD_ROLLING)),
            entry("bits_per_byte", new Known("bits_per_byte", false, OutputType.LOGLIKELIHOOD_ROLLING)));

    private static final Map<OutputType, List<String>> DEFAULTS = Map.of(
            OutputType.MULTIPLE_CHOICE, List.of("acc", "acc_norm"),
            OutputType.LOGLIKELIHOOD, List.of("perplexity", "acc"),
            OutputType.LOGLIKELIHOOD_ROLLING, List.of("word_perplexity", "byte_perplexity", "bits_per_byte"),
            OutputType.GENERATE_UNTIL, List.of("exact_match"));

    private static final Set<String> AGGREGATIONS =
            Set.of("mean", "nanmean", "median", "perplexity", "weighted_perplexity", "bits_per_byte", "brier_score");

    private final TaskFields fields;
    private final OutputType type;

    MetricReader(TaskFields fields, OutputType type) {
        this.fields = fields;
        this.type = type;
    }

    List<MetricConfig> metrics() {
        if (!fields.has("metric_list")) {
            return DEFAULTS.getOrDefault(type, List.of()).stream()
                    .map(name -> metric(name, new TaskFields(fields.file(), "", Map.of())))
                    .toList();
        }
        List<MetricConfig> metrics = new ArrayList<>();
        for (TaskFields entry : fields.objects("metric_list")) {
            String name = entry.string("metric")
                    .orElseThrow(() -> new MuninnException(fields.file() + ": metric_list: a metric has no name"));
            metrics.add(metric(name, entry));
            entry.done("a metric");
        }
        return metrics;
    }

    private MetricConfig metric(String name, TaskFields entry) {
        Known known = KNOWN.get(name);
        if (known == null) {
            throw new MuninnException("%s: metric_list: the metric '%s' is not here; there are %s"
                    .formatted(
                            fields.file(),
                            name,
                            String.join(", ", KNOWN.keySet().stream().sorted().toList())));
        }
        if (!known.types().contains(type)) {
            throw new MuninnException(
                    "%s: metric_list: '%s' is no metric of %s".formatted(fields.file(), name, type.label()));
        }
        entry.refuse("hf_evaluate", "metrics of other libraries are Python");
        String aggregation = entry.string("aggregation", known.aggregation());
        if (!AGGREGATIONS.contains(aggregation)) {
            throw entry.wrong(
                    "aggregation",
                    aggregation,
                    String.join(", ", AGGREGATIONS.stream().sorted().toList()));
        }
        MatchOptions options = new MatchOptions(
                entry.strings("regexes_to_ignore"),
                entry.flag("ignore_case", false),
                entry.flag("ignore_punctuation", false),
                entry.flag("ignore_numbers", false));
        return new MetricConfig(name, aggregation, entry.flag("higher_is_better", known.higherIsBetter()), options);
    }
}
