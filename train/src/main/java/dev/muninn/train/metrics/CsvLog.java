package dev.muninn.train.metrics;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code steps.csv}: a row a step; {@code evaluation.csv}: a row a label and number of recurrences, label {@code all} for the whole. */
public final class CsvLog implements RunLog {
    public static final String STEPS = "steps.csv";
    public static final String EVALUATION = "evaluation.csv";
    static final String ALL = "all";

    private static final String STEPS_HEADING =
            "step,loss,rate,gradient_norm,recurrences,asked,solved,first_state_norm,last_state_norm,state_correlation,tokens,seconds\n";
    private static final String EVALUATION_HEADING =
            "step,label,recurrences,documents,asked,solved,loss,state_norm,state_correlation\n";

    private final LogFile steps;
    private final LogFile evaluation;

    public CsvLog(Path directory) {
        this.steps = new LogFile(directory.resolve(STEPS));
        this.evaluation = new LogFile(directory.resolve(EVALUATION));
    }

    @Override
    public void step(StepReport r) {
        append(
                steps,
                STEPS_HEADING,
                String.format(
                        Locale.ROOT,
                        "%d,%s,%s,%s,%s,%d,%d,%s,%s,%s,%d,%.4f\n",
                        r.step(),
                        r.loss(),
                        r.rate(),
                        r.gradientNorm(),
                        r.recurrences(),
                        r.asked(),
                        r.solved(),
                        r.firstStateNorm(),
                        r.lastStateNorm(),
                        r.stateCorrelation(),
                        r.tokens(),
                        r.seconds()));
    }

    @Override
    public void evaluation(EvaluationReport report) {
        StringBuilder rows = new StringBuilder();
        for (EvaluationReport.Cell cell : report.cells()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%d,%d,%d,%d,%s,,\n",
                    report.step(),
                    cell.label(),
                    cell.recurrences(),
                    cell.documents(),
                    cell.asked(),
                    cell.solved(),
                    cell.loss()));
        }
        for (EvaluationReport.Depth depth : report.depths()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%d,%d,%d,%d,%s,%s,%s\n",
                    report.step(),
                    ALL,
                    depth.recurrences(),
                    depth.documents(),
                    depth.asked(),
                    depth.solved(),
                    depth.loss(),
                    depth.stateNorm(),
                    depth.stateCorrelation()));
        }
        append(evaluation, EVALUATION_HEADING, rows.toString());
    }

    private static void append(LogFile file, String heading, String rows) {
        file.append(((file.length() == 0 ? heading : "") + rows).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<LogFile> files() {
        return List.of(steps, evaluation);
    }

    @Override
    public void close() {
        steps.close();
        evaluation.close();
    }
}
