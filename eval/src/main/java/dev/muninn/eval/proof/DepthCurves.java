package dev.muninn.eval.proof;

import dev.muninn.eval.proof.AnswerScan.Scanned;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.TaskFamily;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Accuracy of direct answers by level and depth; sections 1 to 3 read it. */
final class DepthCurves {
    private final Map<Level, Scanned> scans = new LinkedHashMap<>();
    private final int[] depths;

    private DepthCurves(int[] depths) {
        this.depths = depths;
    }

    /** One cell, as {@code report.json} has it. */
    record Cell(
            String family,
            int difficulty,
            boolean trained,
            int recurrences,
            int right,
            int of,
            double low,
            double high) {}

    static long work(Plan plan) {
        return (long) plan.levels().size() * plan.perCell() * deepest(plan);
    }

    private static int deepest(Plan plan) {
        int[] depths = plan.depths();
        return depths[depths.length - 1];
    }

    static DepthCurves measure(Context context) {
        Plan plan = context.plan();
        DepthCurves curves = new DepthCurves(plan.depths());
        for (Level level : plan.levels()) {
            if (!context.stopped()) {
                Scanned scanned = AnswerScan.scan(
                        context.subject(), plan.problems(level, plan.perCell()), curves.depths, context);
                if (scanned.problems() > 0) {
                    curves.scans.put(level, scanned);
                }
            }
        }
        return curves;
    }

    int[] depths() {
        return depths.clone();
    }

    List<Level> levels() {
        return List.copyOf(scans.keySet());
    }

    List<Level> levels(TaskFamily family, Predicate<Level> which) {
        return scans.keySet().stream()
                .filter(level -> level.family().equals(family) && which.test(level))
                .toList();
    }

    /** Whether each problem of a level is right at a depth. */
    boolean[] right(Level level, int recurrences) {
        return wanted(level).at(recurrences);
    }

    Share at(Level level, int recurrences) {
        return Share.of(right(level, recurrences));
    }

    Share at(List<Level> levels, int recurrences) {
        return levels.stream().map(level -> at(level, recurrences)).reduce(Share.NONE, Share::plus);
    }

    /** Problems longer than the model's context. */
    int tooLong() {
        return scans.values().stream().mapToInt(Scanned::tooLong).sum();
    }

    private Scanned wanted(Level level) {
        Scanned scanned = scans.get(level);
        if (scanned == null) {
            throw new IllegalArgumentException(level + " was not measured");
        }
        return scanned;
    }

    List<Cell> cells(Predicate<Level> which) {
        return scans.keySet().stream()
                .filter(which)
                .flatMap(level -> java.util.Arrays.stream(depths).mapToObj(r -> {
                    Share share = at(level, r);
                    return new Cell(
                            level.family().name(),
                            level.difficulty(),
                            level.trained(),
                            r,
                            share.right(),
                            share.of(),
                            share.low(),
                            share.high());
                }))
                .toList();
    }
}
