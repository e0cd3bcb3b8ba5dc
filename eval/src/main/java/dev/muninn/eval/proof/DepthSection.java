package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Baselines.Baseline;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.TaskFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** 1: accuracy over recurrences, for every family and trained difficulty. */
final class DepthSection implements Section {
    private static final String ACCURATE = "at least 97 % right at the mean recurrence, on at least four families";
    private static final String DEPTH_PAYS =
            "at one recurrence at least 40 points below that, on at least four families";
    private static final double WANTED = 97;
    private static final double POINTS_BELOW = 40;
    private static final int FAMILIES = 4;

    private record Data(List<DepthCurves.Cell> cells, int tooLong, Object baselines) {}

    /** @param gain points from one recurrence to the mean */
    private record Scored(TaskFamily family, double mean, double gain) {
        String text() {
            return family.name() + " " + Wording.number(mean, 1) + " (" + Wording.signed(gain, 1) + ")";
        }
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "Accuracy over recurrences";
    }

    @Override
    public List<String> aims() {
        return List.of(ACCURATE, DEPTH_PAYS);
    }

    @Override
    public long work(Plan plan) {
        return 0; // the curves are counted once for the three sections that read them
    }

    @Override
    public Finding run(Context context) {
        DepthCurves curves = context.curves();
        List<TaskFamily> families = context.plan().families().stream()
                .filter(family -> !curves.levels(family, Level::trained).isEmpty())
                .toList();
        List<Baseline> baselines = Baselines.measure(context);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(
                "Direct answers, greedy, no words before them: all the thinking is latent. A problem is"
                        + " read and answered at a fixed number of recurrences; the same problems at every depth. An answer is right when the"
                        + " model would write exactly it and end the line. % right, with 95 % Wilson intervals."));
        if (curves.tooLong() > 0) {
            blocks.add(new Block.Paragraph(curves.tooLong() + " problems are longer than the model's context of "
                    + context.subject().model().config().context() + " tokens; they count as wrong."));
        }
        for (TaskFamily family : families) {
            blocks.add(figure(family, curves, baselines));
        }
        blocks.add(table(families, curves));
        blocks.add(Baselines.block(baselines, families, context));
        Data data = new Data(curves.cells(Level::trained), curves.tooLong(), named(baselines));
        Chapter chapter = new Chapter(number(), title(), !context.stopped(), blocks, data);
        return new Finding(chapter, targets(families, curves, context.plan().mean()));
    }

    private static Block figure(TaskFamily family, DepthCurves curves, List<Baseline> baselines) {
        LineChart chart = CurveChart.titled(family.name());
        for (Level level : curves.levels(family, Level::trained)) {
            CurveChart.line(chart, "difficulty " + level.difficulty(), curves.depths(), r -> curves.at(level, r));
        }
        for (Baseline baseline : baselines) {
            Share share = baseline.trained().get(family);
            if (share != null) {
                CurveChart.reference(chart, baseline.name(), curves.depths(), share);
            }
        }
        return chart.figure(
                "depth-" + family.name() + ".png",
                family.name() + ": % right over recurrences; difficulty is the number of " + family.difficultyMeans());
    }

    private static Block table(List<TaskFamily> families, DepthCurves curves) {
        Block.Rows rows = new Block.Rows();
        for (TaskFamily family : families) {
            for (Level level : curves.levels(family, Level::trained)) {
                List<String> row = new ArrayList<>(List.of(family.name(), String.valueOf(level.difficulty())));
                Arrays.stream(curves.depths())
                        .forEach(r -> row.add(curves.at(level, r).text()));
                rows.add(row);
            }
        }
        return rows.table(
                "% right (95 % interval), trained difficulties",
                Wording.header(curves.depths(), "family", "difficulty"));
    }

    private static List<Target> targets(List<TaskFamily> families, DepthCurves curves, int mean) {
        List<Scored> scored = families.stream()
                .map(family -> {
                    List<Level> levels = curves.levels(family, Level::trained);
                    double deep = curves.at(levels, mean).percent();
                    return new Scored(family, deep, deep - curves.at(levels, 1).percent());
                })
                .sorted((a, b) -> Double.compare(b.mean(), a.mean()))
                .toList();
        String all = String.join(", ", scored.stream().map(Scored::text).toList());
        List<Scored> accurate =
                scored.stream().filter(one -> one.mean() >= WANTED).toList();
        long paying = scored.stream().filter(one -> one.gain() >= POINTS_BELOW).count();
        String missing = scored.size() < FAMILIES
                ? "; only " + scored.size() + " families measured"
                : "; the fourth best is "
                        + Wording.signed(scored.get(FAMILIES - 1).mean() - WANTED, 1) + " points from it";
        return List.of(
                new Target(
                        ACCURATE,
                        accurate.size() + " of " + scored.size() + " families, all trained difficulties together, at r="
                                + mean + " (points over r=1): " + all + missing,
                        accurate.size() >= FAMILIES ? Verdict.MET : Verdict.MISSED),
                new Target(
                        DEPTH_PAYS,
                        paying + " of " + scored.size() + " families gain at least 40 points from r=1 to r=" + mean
                                + ", "
                                + accurate.stream()
                                        .filter(one -> one.gain() >= POINTS_BELOW)
                                        .count()
                                + " of them among those at 97 %",
                        paying >= FAMILIES ? Verdict.MET : Verdict.MISSED));
    }

    private static Object named(List<Baseline> baselines) {
        record Row(String name, int recurrences, int blocks, String family, int right, int of) {}
        return baselines.stream()
                .flatMap(baseline -> baseline.trained().entrySet().stream()
                        .map(entry -> new Row(
                                baseline.name(),
                                baseline.recurrences(),
                                baseline.blocks(),
                                entry.getKey().name(),
                                entry.getValue().right(),
                                entry.getValue().of())))
                .toList();
    }
}
