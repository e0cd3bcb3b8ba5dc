package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.Optional;

/**
 * A group of tasks.
 *
 * @param children names of tasks and groups, in order
 * @param aggregates figures of the group; none for a mere list
 */
public record GroupConfig(
        String name, String alias, List<String> children, List<Aggregate> aggregates, String version) {
    /**
     * A figure of a group: the mean of its tasks'.
     *
     * @param filters whose figures are averaged; empty for all that the tasks have
     * @param bySize whether every question weighs the same, else every task does
     */
    public record Aggregate(String metric, Optional<List<String>> filters, boolean bySize) {}
}
