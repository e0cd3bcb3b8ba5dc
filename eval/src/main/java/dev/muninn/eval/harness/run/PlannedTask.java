package dev.muninn.eval.harness.run;

import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.score.Filters;
import dev.muninn.eval.harness.score.Grader;
import dev.muninn.eval.harness.task.FilterConfig;
import dev.muninn.eval.harness.task.OutputType;
import dev.muninn.eval.harness.task.TaskConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task with all that is to be asked, checked before anything runs.
 *
 * @param name of the task, and of the vote if there is one
 * @param available questions that the split has
 * @param shots examples before each question
 * @param votes answers to a question of which the most frequent counts; 1 for none
 * @param temperature answers are drawn at
 * @param worked the direct task's name, if this one asks the same with worked steps
 */
public record PlannedTask(
        String name,
        TaskConfig task,
        List<Item> items,
        int available,
        int shots,
        int votes,
        double temperature,
        Optional<String> worked,
        List<Filters> filters,
        Grader grader) {
    public PlannedTask {
        items = List.copyOf(items);
        filters = List.copyOf(filters);
    }

    static PlannedTask of(TaskConfig task, List<Item> items, int available, int shots, Optional<String> worked) {
        return new PlannedTask(
                task.name(),
                task,
                items,
                available,
                shots,
                1,
                task.generation().temperature(),
                worked,
                filters(task, task.filters(), task.repeats()),
                new Grader(task));
    }

    /** The same asked {@code votes} times, the most frequent answer counting: each filter's last step is a vote. */
    PlannedTask voted(int count, double at) {
        FilterConfig.Step vote = new FilterConfig.Step("majority_vote", Map.of());
        List<FilterConfig> voted = new ArrayList<>();
        for (FilterConfig filter : task.filters()) {
            List<FilterConfig.Step> steps = new ArrayList<>(filter.steps());
            int end = steps.isEmpty() || !steps.getLast().function().equals("take_first")
                    ? steps.size()
                    : steps.size() - 1;
            steps.add(end, vote);
            voted.add(new FilterConfig(filter.name(), steps));
        }
        return new PlannedTask(
                name + " x" + count,
                task,
                items,
                available,
                shots,
                count,
                at,
                worked,
                filters(task, voted, count),
                grader);
    }

    private static List<Filters> filters(TaskConfig task, List<FilterConfig> configs, int repeats) {
        return configs.stream()
                .map(config -> new Filters(config, repeats, task.file()))
                .toList();
    }

    /** Answers that are drawn for each question. */
    int repeats() {
        return votes > 1 ? votes : task.repeats();
    }

    public boolean writes() {
        return task.outputType() == OutputType.GENERATE_UNTIL;
    }
}
