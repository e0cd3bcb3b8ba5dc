package dev.muninn.cli.train;

import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.StepReport;
import java.util.Locale;

/** Smoothed numbers of a run, as one line. */
final class ProgressLine {
    /** Weight of the newest step; about the last 20 count. */
    private static final double SHARE = 0.1;

    private final long steps;
    private double loss = Double.NaN;
    private double accuracy = Double.NaN;
    private double recurrences = Double.NaN;
    private double tokensPerSecond = Double.NaN;
    private double secondsPerStep = Double.NaN;

    ProgressLine(long steps) {
        this.steps = steps;
    }

    void add(StepReport report) {
        loss = smooth(loss, report.loss());
        accuracy = smooth(accuracy, report.accuracy());
        recurrences = smooth(recurrences, report.recurrences());
        tokensPerSecond = smooth(tokensPerSecond, report.tokens() / report.seconds());
        secondsPerStep = smooth(secondsPerStep, report.seconds());
    }

    private static double smooth(double before, double now) {
        if (Double.isNaN(now)) {
            return before;
        }
        return Double.isNaN(before) ? now : before + SHARE * (now - before);
    }

    String text(StepReport report) {
        return String.format(
                Locale.ROOT,
                "step %d of %d  loss %.4f  solved %s  lr x%.2f  recurrences %.1f  %.0f tokens/s  %s left",
                report.step(),
                steps,
                loss,
                Double.isNaN(accuracy) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * accuracy),
                report.rate(),
                recurrences,
                tokensPerSecond,
                duration(Math.round((steps - report.step()) * secondsPerStep)));
    }

    private static String duration(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    static String text(EvaluationReport report) {
        StringBuilder text = new StringBuilder("held out after step " + report.step() + ":");
        for (EvaluationReport.Depth depth : report.depths()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  r=%d %.0f %% (loss %.3f, state %.2f, correlation %.2f)",
                    depth.recurrences(),
                    100 * depth.accuracy(),
                    depth.loss(),
                    depth.stateNorm(),
                    depth.stateCorrelation()));
        }
        return text.toString();
    }
}
