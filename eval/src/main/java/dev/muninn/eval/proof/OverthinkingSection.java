package dev.muninn.eval.proof;

import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.TaskFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** 3: whether more recurrences than needed do harm. */
final class OverthinkingSection implements Section {
    private static final String AIM = "from the mean recurrence to four times it no drop beyond 1 point";
    private static final double MOST_LOST = 1;

    /**
     * What becomes of the answers at the mean recurrence.
     *
     * @param spoilt right at the mean, wrong at {@code recurrences}
     * @param mended wrong at the mean, right at {@code recurrences}
     */
    private record Change(String family, int recurrences, int right, int of, int spoilt, int mended) {
        double points() {
            return 100.0 * (mended - spoilt) / of;
        }
    }

    private record Data(List<Change> changes) {}

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "Overthinking";
    }

    @Override
    public List<String> aims() {
        return List.of(AIM);
    }

    @Override
    public long work(Plan plan) {
        return 0;
    }

    @Override
    public Finding run(Context context) {
        DepthCurves curves = context.curves();
        int mean = context.plan().mean();
        List<Change> changes = new ArrayList<>();
        LineChart chart = CurveChart.titled("Thinking on after the mean of " + mean);
        for (TaskFamily family : context.plan().families()) {
            List<Level> levels = curves.levels(family, Level::trained);
            if (!levels.isEmpty()) {
                for (int times = 1; times <= 8; times *= 2) {
                    changes.add(change(family, levels, curves, mean, times * mean));
                }
                int[] from = java.util.Arrays.stream(curves.depths())
                        .filter(r -> r >= mean)
                        .toArray();
                CurveChart.line(chart, family.name(), from, r -> curves.at(levels, r));
            }
        }
        List<Block> blocks = List.of(
                new Block.Paragraph(
                        "Trained difficulties together. The same problems at every depth, so the change is counted"
                                + " in answers that were spoilt or mended, not in two shares with an interval each."),
                chart.figure("overthinking.png", "% right from the mean recurrence on, trained difficulties together"),
                table(changes));
        Chapter chapter = new Chapter(number(), title(), !context.stopped(), blocks, new Data(changes));
        return new Finding(chapter, List.of(target(changes, mean)));
    }

    private static Change change(TaskFamily family, List<Level> levels, DepthCurves curves, int mean, int recurrences) {
        int right = 0;
        int of = 0;
        int spoilt = 0;
        int mended = 0;
        for (Level level : levels) {
            boolean[] before = curves.right(level, mean);
            boolean[] after = curves.right(level, recurrences);
            for (int i = 0; i < before.length; i++) {
                right += after[i] ? 1 : 0;
                spoilt += before[i] && !after[i] ? 1 : 0;
                mended += !before[i] && after[i] ? 1 : 0;
            }
            of += before.length;
        }
        return new Change(family.name(), recurrences, right, of, spoilt, mended);
    }

    private static Block table(List<Change> changes) {
        Block.Rows rows = new Block.Rows();
        changes.forEach(change -> rows.add(
                change.family(),
                String.valueOf(change.recurrences()),
                new Share(change.right(), change.of()).text(),
                String.valueOf(change.spoilt()),
                String.valueOf(change.mended()),
                Wording.signed(change.points(), 1)));
        return rows.table(
                "At 1, 2, 4 and 8 times the mean",
                "family",
                "recurrences",
                "% right (95 %)",
                "spoilt",
                "mended",
                "points");
    }

    private static Target target(List<Change> changes, int mean) {
        List<Change> onTheWay = changes.stream()
                .filter(change -> change.recurrences() > mean && change.recurrences() <= 4 * mean)
                .toList();
        if (onTheWay.isEmpty()) {
            return new Target(AIM, "nothing was measured before the end", Verdict.NOT_MEASURED);
        }
        Change worst = onTheWay.stream()
                .min(Comparator.comparingDouble(Change::points))
                .orElseThrow();
        Share before = changes.stream()
                .filter(change -> change.recurrences() == mean)
                .map(change -> new Share(change.right(), change.of()))
                .reduce(Share.NONE, Share::plus);
        return new Target(
                AIM,
                "the worst is " + worst.family() + " with " + Wording.signed(worst.points(), 1) + " points at r="
                        + worst.recurrences() + " (" + worst.spoilt() + " spoilt, " + worst.mended() + " mended, of "
                        + worst.of() + ")",
                Verdicts.of(worst.points() >= -MOST_LOST, before));
    }
}
