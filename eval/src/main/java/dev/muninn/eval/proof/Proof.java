package dev.muninn.eval.proof;

import dev.muninn.architecture.Architecture;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Report;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the sections and puts the report together. */
public final class Proof {
    private static final List<Section> SECTIONS = List.of(
            new DepthSection(),
            new HarderSection(),
            new OverthinkingSection(),
            new ExitSection(),
            new WordsSection(),
            new MemorySection(),
            new DecodingSection(),
            new TrajectorySection());

    /** Of the papers, for comparison; other models, other data, other sizes. */
    private static final List<String> PUBLISHED = List.of(
            "Saunshi et al. 2025 (arXiv:2502.17416), looped against unlooped models, % right: p-hop with 16 hops, one layer looped 6"
                    + " times 99.9, unlooped 48.9; addition of 32 numbers 99.6 against 0.0; i-GSM 73.2 against 24.5.",
            "Geiping et al. 2025 (arXiv:2502.05171), Huginn-0125 on GSM8K: 0 at one recurrence, 34.8 at 32.");

    private final Models models;
    private final ProofOptions options;
    private final Watch watch;

    public Proof(Models models, ProofOptions options, Watch watch) {
        this.models = models;
        this.options = options;
        this.watch = watch;
    }

    /**
     * Runs. {@code partial} is given the report after every section, so that what is found is on disk however a run ends.
     *
     * @return the whole report, or what there was when the user wanted an end
     */
    public Report run(Consumer<Report> partial) {
        LineChart.prepare();
        Plan plan = Plan.of(models.training(), options);
        List<Section> sections = SECTIONS.stream()
                .filter(section -> options.sections().contains(section.number()))
                .toList();
        try (Subject subject = models.open()) {
            Context context = new Context(models, subject, plan, watch, work(sections, plan));
            List<Finding> findings = new ArrayList<>();
            Report report = report(subject, plan, findings);
            for (Section section : sections) {
                if (watch.stopped()) {
                    break;
                }
                context.begin(section.number() + " " + section.title());
                findings.add(section.run(context));
                report = report(subject, plan, findings);
                partial.accept(report);
            }
            return report;
        }
    }

    private static long work(List<Section> sections, Plan plan) {
        long work = sections.stream().mapToLong(section -> section.work(plan)).sum();
        return sections.stream().anyMatch(section -> section.number() <= 3) ? work + DepthCurves.work(plan) : work;
    }

    private Report report(Subject subject, Plan plan, List<Finding> findings) {
        List<Chapter> chapters = findings.stream().map(Finding::chapter).toList();
        return new Report(
                "What depth does for " + subject.name(),
                notes(plan, chapters),
                facts(subject, plan),
                targets(findings),
                PUBLISHED,
                chapters);
    }

    private List<String> notes(Plan plan, List<Chapter> chapters) {
        List<String> notes = new ArrayList<>();
        if (options.quick()) {
            notes.add("A quick run: " + plan.perCell()
                    + " problems a cell instead of 500 and fewer difficulties. Intervals are wide;"
                    + " verdicts on targets say little. Run without --quick for figures to rely on.");
        } else if (plan.perCell() < 500) {
            notes.add(plan.perCell() + " problems a cell, fewer than the 500 of a full run.");
        }
        if (!plan.training().stated()) {
            notes.add("No " + TrainingFacts.FILE
                    + " is beside the model: the trained difficulties are assumed to be up to 8 in every"
                    + " family, and the mean recurrence is that of its config.");
        }
        if (chapters.size() < options.sections().size() || chapters.stream().anyMatch(chapter -> !chapter.complete())) {
            notes.add("The run is not finished, or was ended early.");
        }
        return notes;
    }

    private static List<List<String>> facts(Subject subject, Plan plan) {
        Architecture config = subject.model().config();
        String trained = String.join(
                ", ",
                plan.training().trainedMax().entrySet().stream()
                        .map(entry -> entry.getKey().name() + " " + entry.getValue())
                        .toList());
        return List.of(
                List.of("model", subject.name() + ", " + config.family() + ", width " + config.width()),
                List.of(
                        "blocks",
                        config.prelude().blocks() + " prelude, " + config.core().blocks() + " core, "
                                + config.coda().blocks()
                                + " coda; " + config.blocksAt(1) + " deep at r=1, " + config.blocksAt(plan.mean())
                                + " at the mean, " + config.blocksAt(8 * plan.mean()) + " at eight times the mean"),
                List.of("mean recurrence", String.valueOf(plan.mean())),
                List.of("trained up to difficulty", trained),
                List.of(
                        "problems",
                        "held out: none of their contexts is in training; " + plan.perCell() + " a cell, seed "
                                + plan.seed()),
                List.of("intervals", "Wilson, 95 %"),
                List.of("kernels", subject.model().kernels().getClass().getSimpleName()));
    }

    private static List<Target> targets(List<Finding> findings) {
        List<Target> targets = new ArrayList<>();
        for (Section section : SECTIONS) {
            List<Target> found = findings.stream()
                    .filter(finding -> finding.chapter().number() == section.number())
                    .flatMap(finding -> finding.targets().stream())
                    .toList();
            if (found.isEmpty()) {
                section.aims().forEach(aim -> targets.add(new Target(aim, "-", Verdict.NOT_MEASURED)));
            }
            targets.addAll(found);
        }
        return targets;
    }
}
