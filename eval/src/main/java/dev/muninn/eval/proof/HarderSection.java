package dev.muninn.eval.proof;

import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.TaskFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** 2: problems harder than any in training, with more recurrences than in training. */
final class HarderSection implements Section {
    private static final String AIM =
            "at least 80 % right at 1.5 times the trained difficulty with more recurrences, on at least two families";
    private static final double WANTED = 80;
    private static final double HARDER = 1.5;
    private static final int FAMILIES = 2;

    /** A family's best depth at a difficulty. */
    private record Best(Level level, int recurrences, Share share) {
        String text() {
            return level.family().name() + " " + Wording.percent(share) + " at r=" + recurrences + " (difficulty "
                    + level.difficulty() + ")";
        }
    }

    private record Data(List<DepthCurves.Cell> cells) {}

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "Harder than trained";
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
        List<Level> harder =
                curves.levels().stream().filter(level -> !level.trained()).toList();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(
                "Difficulties up to twice the greatest in training, where a family has them, at up to eight"
                        + " times the mean recurrence of " + context.plan().mean()
                        + ". Nothing but the number of recurrences changes."));
        for (double times :
                harder.stream().map(Level::times).distinct().sorted().toList()) {
            List<Level> levels =
                    harder.stream().filter(level -> level.times() == times).toList();
            LineChart chart = CurveChart.titled(Wording.number(times, 2) + " times the trained difficulty");
            levels.forEach(level -> CurveChart.line(
                    chart,
                    level.family().name() + " " + level.difficulty(),
                    curves.depths(),
                    r -> curves.at(level, r)));
            blocks.add(chart.figure(
                    "harder-" + Math.round(100 * times) + ".png",
                    "% right over recurrences at " + Wording.number(times, 2) + " times the trained difficulty"));
        }
        blocks.add(table(harder, curves));
        Chapter chapter = new Chapter(
                number(), title(), !context.stopped(), blocks, new Data(curves.cells(level -> !level.trained())));
        return new Finding(chapter, List.of(target(context.plan(), curves)));
    }

    private static Block table(List<Level> harder, DepthCurves curves) {
        Block.Rows rows = new Block.Rows();
        for (Level level : harder) {
            List<String> row = new ArrayList<>(List.of(
                    level.family().name(), level.difficulty() + " (" + Wording.number(level.times(), 2) + "x)"));
            Arrays.stream(curves.depths())
                    .forEach(r -> row.add(curves.at(level, r).text()));
            rows.add(row);
        }
        return rows.table(
                "% right (95 % interval), harder than trained",
                Wording.header(curves.depths(), "family", "difficulty"));
    }

    /** The first level of a family that is at least 1.5 times as hard as trained, at its best depth from the mean on. */
    private static Target target(Plan plan, DepthCurves curves) {
        List<Best> best = plan.families().stream()
                .flatMap(family -> first(family, curves).stream())
                .map(level -> best(level, curves, plan.mean()))
                .sorted(Comparator.comparingDouble((Best one) -> -one.share().value()))
                .toList();
        long met = best.stream().filter(one -> one.share().percent() >= WANTED).count();
        String distance = best.size() < FAMILIES
                ? "only " + best.size() + " families have such problems"
                : "the second best is "
                        + Wording.signed(best.get(FAMILIES - 1).share().percent() - WANTED, 1)
                        + " points from it";
        String all = String.join(", ", best.stream().map(Best::text).toList());
        return new Target(
                AIM,
                met + " of " + best.size() + " families: " + all + "; " + distance,
                met >= FAMILIES ? Verdict.MET : Verdict.MISSED);
    }

    private static java.util.Optional<Level> first(TaskFamily family, DepthCurves curves) {
        return curves.levels(family, level -> level.times() >= HARDER).stream().findFirst();
    }

    private static Best best(Level level, DepthCurves curves, int mean) {
        return Arrays.stream(curves.depths())
                .filter(r -> r >= mean)
                .mapToObj(r -> new Best(level, r, curves.at(level, r)))
                .max(Comparator.comparingDouble(one -> one.share().value()))
                .orElseThrow();
    }
}
