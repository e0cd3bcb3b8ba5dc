package dev.muninn.eval.proof;

import dev.muninn.eval.proof.AnswerScan.Scanned;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.TaskFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models of fixed depth on the problems of section 1: each at the recurrences of its config, which is 1. */
final class Baselines {
    /**
     * One of them.
     *
     * @param blocks that a position passes
     */
    record Baseline(String name, int recurrences, int blocks, Map<TaskFamily, Share> trained) {}

    private Baselines() {}

    static List<Baseline> measure(Context context) {
        List<Baseline> measured = new ArrayList<>();
        for (String name : context.models().baselines()) {
            if (!context.stopped()) {
                try (Subject subject = context.models().openBaseline(name)) {
                    measured.add(measure(name, subject, context));
                }
            }
        }
        return measured;
    }

    private static Baseline measure(String name, Subject subject, Context context) {
        Plan plan = context.plan();
        int recurrences = subject.model().config().meanRecurrence();
        Map<TaskFamily, Share> trained = new LinkedHashMap<>();
        for (Level level : plan.trainedLevels()) {
            if (!context.stopped()) {
                Scanned scanned = AnswerScan.scan(
                        subject, plan.problems(level, plan.perCell()), new int[] {recurrences}, context);
                trained.merge(level.family(), Share.of(scanned.at(recurrences)), Share::plus);
            }
        }
        return new Baseline(name, recurrences, subject.blocksAt(recurrences), trained);
    }

    /** A table, or the line that there are none. */
    static Block block(List<Baseline> baselines, List<TaskFamily> families, Context context) {
        if (baselines.isEmpty()) {
            return new Block.Paragraph(
                    "No model of fixed depth is beside this one (baselines/NAME, of equal parameters and"
                            + " of equal compute), so the comparison with them is missing.");
        }
        Block.Rows rows = new Block.Rows();
        DepthCurves curves = context.curves();
        int mean = context.plan().mean();
        for (TaskFamily family : families) {
            List<String> row = new ArrayList<>(List.of(
                    family.name(),
                    curves.at(curves.levels(family, Level::trained), mean).text()));
            baselines.forEach(baseline ->
                    row.add(baseline.trained().getOrDefault(family, Share.NONE).text()));
            rows.add(row);
        }
        List<String> header = new ArrayList<>(List.of(
                "family", "this model, r=" + mean + ", " + context.subject().blocksAt(mean) + " blocks deep"));
        baselines.forEach(baseline -> header.add(baseline.name() + ", " + baseline.blocks() + " blocks deep"));
        return rows.table("Against models of fixed depth, all trained difficulties together, % right (95 %)", header);
    }
}
