package dev.muninn.eval.harness.score;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.prompt.TargetCheck;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.eval.harness.task.MetricConfig;
import dev.muninn.eval.harness.task.OutputType;
import dev.muninn.eval.harness.task.TaskConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What a task's metrics say of an answer. */
public final class Grader {
    private final TaskConfig task;
    private final Map<String, ExactMatch> matches = new HashMap<>();

    public Grader(TaskConfig task) {
        this.task = task;
        for (MetricConfig metric : task.metrics()) {
            if (metric.metric().equals("exact_match")) {
                try {
                    matches.put(metric.metric(), new ExactMatch(metric.options()));
                } catch (MuninnException e) {
                    throw new MuninnException(task.file() + ": metric_list: exact_match: " + e.getMessage(), e);
                }
            }
        }
    }

    /**
     * The values of all metrics, by name.
     *
     * @param filtered what a filter left of the answer's texts; of no meaning for likelihoods
     */
    public Map<String, Value> grade(Item item, Said said, List<String> filtered, boolean leavesOne) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (MetricConfig metric : task.metrics()) {
            values.put(metric.metric(), value(metric.metric(), item, said, filtered, leavesOne));
        }
        return values;
    }

    private Value value(String metric, Item item, Said said, List<String> filtered, boolean leavesOne) {
        return switch (said) {
            case Said.Texts _ -> Value.of(match(metric, item, filtered, leavesOne));
            case Said.Likelihoods likelihoods ->
                switch (task.outputType()) {
                    case LOGLIKELIHOOD ->
                        metric.equals("acc")
                                ? Value.of(likelihoods.greedy()[0])
                                : Value.of(likelihoods.sums()[0]);
                    case LOGLIKELIHOOD_ROLLING ->
                        rolling(
                                metric,
                                item.continuations().getFirst(),
                                likelihoods.sums()[0]);
                    case MULTIPLE_CHOICE -> choice(metric, item, likelihoods);
                    case GENERATE_UNTIL -> throw new IllegalStateException("likelihoods of what is to be written");
                };
        };
    }

    private static Value rolling(String metric, String text, double sum) {
        double weight = metric.equals("word_perplexity")
                ? PythonText.words(text)
                : text.getBytes(StandardCharsets.UTF_8).length;
        return new Value(sum, weight);
    }

    private Value choice(String metric, Item item, Said.Likelihoods likelihoods) {
        List<String> choices = item.choices();
        List<Integer> right = TargetCheck.inRange(item.target(), choices);
        double[] sums = likelihoods.sums();
        return switch (metric) {
            case "acc" -> Value.of(right.contains(best(sums, choices, choice -> 1)));
            case "acc_norm" -> Value.of(right.contains(best(sums, choices, PythonText::length)));
            case "acc_bytes" ->
                Value.of(right.contains(best(sums, choices, choice -> choice.getBytes(StandardCharsets.UTF_8).length)));
            case "acc_mutual_info" -> {
                double[] gained = new double[choices.size()];
                for (int i = 0; i < gained.length; i++) {
                    gained[i] = sums[i] - sums[choices.size() + i];
                }
                yield Value.of(right.contains(best(gained, choices, choice -> 1)));
            }
            case "exact_match" ->
                Value.of(right.stream().anyMatch(index -> likelihoods.greedy()[index]));
            case "brier_score" -> Value.of(brier(sums, choices.size(), right.getFirst()));
            default -> throw new IllegalStateException(metric);
        };
    }

    /** The first of the greatest. */
    private static int best(double[] sums, List<String> choices, ToDoubleFunction<String> length) {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < choices.size(); i++) {
            double value = sums[i] / length.applyAsDouble(choices.get(i));
            if (value > greatest) {
                greatest = value;
                best = i;
            }
        }
        return best;
    }

    /** Σ (p − 1[right])² of the softmax over the sums (Brier 1950). */
    private static double brier(double[] sums, int choices, int right) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < choices; i++) {
            greatest = Math.max(greatest, sums[i]);
        }
        double[] exponentials = new double[choices];
        double total = 0;
        for (int i = 0; i < choices; i++) {
            exponentials[i] = Math.exp(sums[i] - greatest);
            total += exponentials[i];
        }
        double score = 0;
        for (int i = 0; i < choices; i++) {
            double off = exponentials[i] / total - (i == right ? 1 : 0);
            score += off * off;
        }
        return score;
    }

    /** The share of what the filters left that matches; 1 if any of several right answers is matched by all of it. */
    private double match(String metric, Item item, List<String> filtered, boolean leavesOne) {
        ExactMatch match = Objects.requireNonNull(matches.get(metric));
        List<String> right = answers(item);
        if (item.target() instanceof List<?>) {
            String said = filtered.getFirst();
            return right.stream().anyMatch(answer -> match.same(said, answer)) ? 1 : 0;
        }
        List<String> said = leavesOne ? filtered.subList(0, 1) : filtered;
        return said.stream()
                .mapToDouble(text -> match.same(text, right.getFirst()) ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** The right answers as texts. */
    private List<String> answers(Item item) {
        if (task.outputType() == OutputType.GENERATE_UNTIL && !item.choices().isEmpty()) {
            return List.of(item.choices()
                    .get(TargetCheck.inRange(item.target(), item.choices()).getFirst()));
        }
        List<String> answers = new ArrayList<>();
        for (Object one : item.target() instanceof List<?> several ? several : List.of(item.target())) {
            answers.add(PythonText.str(one));
        }
        return answers;
    }
}
