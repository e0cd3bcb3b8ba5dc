package dev.muninn.eval.harness.prompt;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.data.DataSet;
import dev.muninn.eval.harness.data.Rows;
import dev.muninn.eval.harness.python.PythonRandom;
import dev.muninn.eval.harness.task.ShotConfig;
import dev.muninn.eval.harness.task.TaskConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws a question's examples as the harness does: Python's {@code random.sample} with one generator for a task's questions, in order. Where
 * examples come from the split that is asked, one more is drawn and the question itself left out.
 */
final class Shots {
    private final TaskConfig task;
    private final int count;
    private final PythonRandom random;
    private final List<Map<String, @Nullable Object>> pool;
    private final boolean leavesQuestionOut;

    Shots(TaskConfig task, DataSet data, int count, long seed) {
        this.task = task;
        this.count = count;
        this.random = new PythonRandom(seed);
        ShotConfig config = task.fewShot();
        this.leavesQuestionOut = config.split().equals(task.testSplit());
        if (count == 0) {
            this.pool = List.of();
        } else if (config.split().isEmpty() && !config.samples().isEmpty()) {
            this.pool = config.samples();
        } else {
            Rows rows = data.split(task.shotSplit());
            this.pool = rows.rows();
        }
        int needed = count == 0 ? 0 : count + (leavesQuestionOut ? 1 : 0);
        if (pool.size() < needed) {
            throw new MuninnException("%s: %d examples are wanted, and there are %d to draw %d from"
                    .formatted(task.file(), count, pool.size(), needed));
        }
    }

    /** The examples of the next question. */
    List<Map<String, @Nullable Object>> draw(Map<String, @Nullable Object> question) {
        if (count == 0) {
            return List.of();
        }
        if (task.fewShot().firstN()) {
            List<Map<String, @Nullable Object>> rest = leavesQuestionOut ? without(pool, question) : pool;
            return rest.subList(0, Math.min(count, rest.size()));
        }
        if (!leavesQuestionOut) {
            return random.sample(pool, count);
        }
        List<Map<String, @Nullable Object>> drawn = without(random.sample(pool, count + 1), question);
        return drawn.size() < count ? random.sample(without(pool, question), count) : drawn.subList(0, count);
    }

    private static List<Map<String, @Nullable Object>> without(
            List<Map<String, @Nullable Object>> rows, Map<String, @Nullable Object> question) {
        return rows.stream().filter(row -> !row.equals(question)).toList();
    }
}
