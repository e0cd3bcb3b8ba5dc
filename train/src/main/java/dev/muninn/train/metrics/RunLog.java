package dev.muninn.train.metrics;

import java.util.List;

/** Where a run's numbers go. Files that grow: a resumed run cuts them to what they were at its checkpoint. */
public interface RunLog extends AutoCloseable {
    void step(StepReport report);

    void evaluation(EvaluationReport report);

    /** The files. */
    List<LogFile> files();

    @Override
    void close();
}
