package dev.muninn.eval.harness.run;

import dev.muninn.eval.harness.data.DataFolders;
import dev.muninn.eval.harness.data.DataSet;
import dev.muninn.eval.harness.prompt.ItemBuilder;
import dev.muninn.eval.harness.prompt.Templates;
import dev.muninn.eval.harness.task.TaskConfig;
import dev.muninn.eval.harness.task.TaskLibrary;
import dev.muninn.eval.harness.task.TaskSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes all questions of all tasks: whatever is wrong with a task, its data or a row of it is said before a model is asked. */
public final class Planner {
    private final TaskLibrary library;
    private final Templates templates;
    private final DataFolders folders;
    private final EvalOptions options;

    public Planner(TaskLibrary library, Templates templates, DataFolders folders, EvalOptions options) {
        this.library = library;
        this.templates = templates;
        this.folders = folders;
        this.options = options;
    }

    public List<PlannedTask> plan(TaskSelection selection) {
        List<PlannedTask> planned = new ArrayList<>();
        for (TaskConfig task : selection.tasks()) {
            add(planned, task, Optional.empty());
            if (options.worked() && task.worked().isPresent()) {
                for (TaskConfig worked :
                        library.select(List.of(task.worked().get())).tasks()) {
                    add(planned, worked, Optional.of(task.name()));
                }
            }
        }
        return planned;
    }

    private void add(List<PlannedTask> planned, TaskConfig task, Optional<String> worked) {
        DataSet data = new DataSet(task, options.data(), folders);
        ItemBuilder builder = new ItemBuilder(task, data, templates, options.prompts());
        PlannedTask plain = PlannedTask.of(
                task,
                builder.items(options.limit().orElse(Integer.MAX_VALUE)),
                builder.available(),
                options.prompts().shotsOf(task),
                worked);
        planned.add(plain);
        if (options.votes() > 1 && plain.writes()) {
            planned.add(plain.voted(options.votes(), options.temperature()));
        }
    }
}
