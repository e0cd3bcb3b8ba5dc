package dev.muninn.eval.harness.task;

import java.util.List;

/** The tasks to run, each once, and the groups over them, children before parents. */
public record TaskSelection(List<TaskConfig> tasks, List<GroupConfig> groups) {
    public TaskSelection {
        tasks = List.copyOf(tasks);
        groups = List.copyOf(groups);
    }
}
