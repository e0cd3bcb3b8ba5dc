package dev.muninn.train.loop;

import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.StepReport;
import java.nio.file.Path;

/** Hears what a run does, on the thread that trains. */
public interface TrainingListener {
    /** The run begins, or goes on from {@code step} steps. */
    void started(long step, long parameters);

    void step(StepReport report);

    void evaluated(EvaluationReport report);

    void saved(Path checkpoint);
}
