package dev.muninn.cli.train;

import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
    /** The best accuracy on held-out questions so far, by recurrences. */
    private final Map<Integer, Double> reached = new TreeMap<>();

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

    void add(EvaluationReport report) {
        for (EvaluationReport.Depth depth : report.depths()) {
            if (depth.asked() > 0) {
                reached.merge(depth.recurrences(), depth.accuracy(), Math::max);
            }
        }
    }

    /** "  held out 1:40 8:62 %": what was reached so far at each number of recurrences. */
    private String reached() {
        if (reached.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("  held out");
        reached.forEach((recurrences, accuracy) ->
                text.append(String.format(Locale.ROOT, " %d:%.0f", recurrences, 100 * accuracy)));
        return text + " %";
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
                "step %d of %d  loss %.4f  solved %s%s  lr x%.2f  recurrences %.1f  %.0f tokens/s  %s left",
                report.step(),
                steps,
                loss,
                Double.isNaN(accuracy) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * accuracy),
                reached(),
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
                    "  r=%d %s(loss %.3f, state %.2f, correlation %.2f)",
                    depth.recurrences(),
                    depth.asked() == 0 ? "" : String.format(Locale.ROOT, "%.0f %% ", 100 * depth.accuracy()),
                    depth.loss(),
                    depth.stateNorm(),
                    depth.stateCorrelation()));
        }
        return text.toString();
    }

    /** A line for each family of questions, if there are several: what comes before the first slash of a label. */
    static List<String> byFamily(EvaluationReport report) {
        Map<String, Map<Integer, int[]>> families = new TreeMap<>();
        for (EvaluationReport.Cell cell : report.cells()) {
            if (cell.asked() > 0) {
                int[] sums = families.computeIfAbsent(cell.label().split("/", 2)[0], family -> new TreeMap<>())
                        .computeIfAbsent(cell.recurrences(), recurrences -> new int[2]);
                sums[0] += cell.solved();
                sums[1] += cell.asked();
            }
        }
        List<String> lines = new ArrayList<>();
        if (families.size() > 1) {
            families.forEach((family, depths) -> {
                StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-16s", family));
                depths.forEach((recurrences, sums) -> line.append(
                        String.format(Locale.ROOT, "  r=%d %.0f %%", recurrences, 100.0 * sums[0] / sums[1])));
                lines.add(line.toString());
            });
        }
        return lines;
    }
}
