package dev.muninn.cli.data;

import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.TaskMixture.Part;
import dev.muninn.eval.task.Tasks;
import java.util.ArrayList;
import java.util.List;

/** Every family in every form and at every difficulty, equally often: what a vocabulary is learned from. */
public final class AllTasks {
    private static final long SEED = 1;

    private AllTasks() {}

    public static TaskMixture mixture() {
        List<Part> parts = new ArrayList<>();
        for (var family : Tasks.all()) {
            for (Form form : Form.values()) {
                parts.add(new Part(family, form, 1, family.easiest(), family.hardest()));
            }
        }
        return new TaskMixture(parts, Split.TRAIN, SEED);
    }
}
