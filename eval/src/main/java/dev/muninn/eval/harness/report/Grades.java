package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.run.Answer;
import dev.muninn.eval.harness.run.Cost;
import dev.muninn.eval.harness.run.PlannedTask;
import dev.muninn.eval.harness.run.Setting;
import dev.muninn.eval.harness.run.TaskAnswers;
import dev.muninn.eval.harness.score.Aggregation;
import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.harness.score.Filters;
import dev.muninn.eval.harness.score.Said;
import dev.muninn.eval.harness.score.Value;
import dev.muninn.eval.harness.task.MetricConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A task's answers at a setting, graded.
 *
 * @param questions those that were asked, in order
 * @param figures by metric and filter, in the order of the task's file
 */
public record Grades(PlannedTask planned, Setting setting, List<Question> questions, Map<Key, Figure> figures) {
    /** A metric of what a filter leaves. */
    public record Key(String metric, String filter) {
        /** As the harness's files have it: {@code acc,none}. */
        public String text() {
            return metric + "," + filter;
        }

        String errorText() {
            return metric + "_stderr," + filter;
        }
    }

    /**
     * A question, its answer, and what the metrics say of it.
     *
     * @param filtered what each filter leaves of written answers
     */
    public record Question(Item item, Answer answer, Map<String, List<String>> filtered, Map<Key, Value> values) {
        Value value(Key key) {
            return Objects.requireNonNull(values.get(key));
        }
    }

    /** One of {@link #figures}. */
    Figure figure(Key key) {
        return Objects.requireNonNull(figures.get(key));
    }

    /** @param quick whether drawn samples may be few, as figures are looked at while a run is under way */
    static Grades of(TaskAnswers answers, Setting setting, boolean quick) {
        PlannedTask planned = answers.planned();
        List<Question> questions = new ArrayList<>();
        List<Optional<Answer>> all = answers.at(setting);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isPresent()) {
                questions.add(
                        question(planned, planned.items().get(i), all.get(i).get()));
            }
        }
        Map<Key, Figure> figures = new LinkedHashMap<>();
        if (!questions.isEmpty()) {
            for (Filters filter : planned.filters()) {
                for (MetricConfig metric : planned.task().metrics()) {
                    Key key = new Key(metric.metric(), filter.name());
                    List<Value> values =
                            questions.stream().map(each -> each.value(key)).toList();
                    Aggregation aggregation = new Aggregation(metric.aggregation());
                    figures.put(key, (quick ? aggregation.quick() : aggregation).of(values));
                }
            }
        }
        return new Grades(planned, setting, questions, figures);
    }

    private static Question question(PlannedTask planned, Item item, Answer answer) {
        Map<String, List<String>> filtered = new LinkedHashMap<>();
        Map<Key, Value> values = new LinkedHashMap<>();
        for (Filters filter : planned.filters()) {
            List<String> left =
                    answer.said() instanceof Said.Texts(List<String> texts) ? filter.apply(texts) : List.of();
            filtered.put(filter.name(), left);
            planned.grader()
                    .grade(item, answer.said(), left, filter.leavesOne())
                    .forEach((metric, value) -> values.put(new Key(metric, filter.name()), value));
        }
        return new Question(item, answer, filtered, values);
    }

    /** The figure that charts show: the first of the task's first filter. */
    public Optional<Key> main() {
        return figures.keySet().stream().findFirst();
    }

    /** Whether the main figure is a share of right answers. */
    boolean shares() {
        return main().map(key -> questions.stream()
                                .map(each -> each.value(key))
                                .allMatch(value -> value.value() == 0 || value.value() == 1))
                        .orElse(false)
                && planned.task().metrics().getFirst().higherIsBetter();
    }

    /** What all answers took. */
    Cost cost() {
        return questions.stream().map(each -> each.answer().cost()).reduce(Cost.NONE, Cost::plus);
    }
}
