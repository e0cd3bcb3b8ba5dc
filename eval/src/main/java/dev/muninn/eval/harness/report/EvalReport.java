package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.run.ModelFacts;
import dev.muninn.eval.harness.run.Outcome;
import dev.muninn.eval.harness.run.PlannedTask;
import dev.muninn.eval.harness.run.Setting;
import dev.muninn.eval.harness.run.TaskAnswers;
import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.harness.task.GroupConfig;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts the report of an evaluation together. */
public final class EvalReport {
    private final RunFacts facts;
    private final List<GroupConfig> groups;

    public EvalReport(RunFacts facts, List<GroupConfig> groups) {
        this.facts = facts;
        this.groups = groups;
    }

    public Report of(Outcome outcome) {
        Map<String, List<Grades>> byTask = new LinkedHashMap<>();
        for (TaskAnswers task : outcome.tasks()) {
            List<Grades> grades = task.settings().stream()
                    .map(setting -> Grades.of(task, setting, true))
                    .filter(found -> !found.figures().isEmpty())
                    .toList();
            if (!grades.isEmpty()) {
                byTask.put(task.planned().name(), grades);
            }
        }
        List<Chapter> chapters = new ArrayList<>();
        summary(byTask)
                .ifPresent(block -> chapters.add(new Chapter(
                        chapters.size() + 1, "All tasks", outcome.complete(), List.of(block), groupData(byTask))));
        wordsChapters(byTask, outcome, chapters);
        byTask.values()
                .forEach(grades -> chapters.add(
                        new TaskChapter(grades, outcome.model()).chapter(chapters.size() + 1, outcome.complete())));
        return new Report(
                "What " + outcome.model().name() + " answers",
                notes(outcome),
                facts(outcome.model()),
                List.of(),
                List.of(),
                chapters);
    }

    /** A line a task and figure, for a terminal. */
    public String summaryText(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (TaskAnswers task : outcome.tasks()) {
            for (Setting setting : task.settings()) {
                Grades grades = Grades.of(task, setting, true);
                grades.figures()
                        .forEach((key, figure) -> text.append(task.planned().name())
                                .append(' ')
                                .append(setting.label())
                                .append(' ')
                                .append(key.text())
                                .append(": ")
                                .append(Shown.figure(key, figure))
                                .append(", ")
                                .append(figure.samples())
                                .append(" questions\n"));
            }
        }
        return text.toString();
    }

    private List<String> notes(Outcome outcome) {
        List<String> notes = new ArrayList<>();
        if (!outcome.complete()) {
            notes.add("The run is not finished, or was ended early: run the same command again to go on.");
        }
        facts.options()
                .limit()
                .ifPresent(limit -> notes.add("At most " + limit + " questions of each task, the first of its split."));
        return notes;
    }

    private List<List<String>> facts(ModelFacts model) {
        var options = facts.options();
        return List.of(
                List.of("model", model.name() + ", " + model.family() + ", width " + model.width()),
                List.of(
                        "blocks",
                        model.outerBlocks() + " passed once, " + model.coreBlocks()
                                + " at every recurrence; mean recurrence " + model.meanRecurrence()),
                List.of("kernels", model.kernels()),
                List.of("tasks", String.join(", ", facts.tasks())),
                List.of(
                        "prompts",
                        (options.prompts().chat().isPresent() ? "the model's chat template" : "plain text")
                                + ", examples drawn with seed "
                                + options.prompts().shotSeed()),
                List.of(
                        "seeds",
                        "drawing answers " + options.seed() + ", noise of the first states " + options.noiseSeed()),
                List.of(
                        "intervals",
                        "95 %: Wilson's of shares, 1.96 standard errors of other means, drawn samples of perplexities; stderr as"
                                + " lm-evaluation-harness computes it"),
                List.of("first run", facts.date()),
                List.of("Muninn", facts.version()));
    }

    /** Main figures of all tasks and groups over the plain depths. */
    private Optional<Block> summary(Map<String, List<Grades>> byTask) {
        TreeSet<Setting> settings = new TreeSet<>();
        byTask.values().forEach(grades -> grades.forEach(each -> settings.add(each.setting())));
        if (byTask.size() < 2) {
            return Optional.empty();
        }
        List<String> header = new ArrayList<>(List.of("task", "figure"));
        settings.forEach(setting -> header.add(setting.label()));
        Block.Rows rows = new Block.Rows();
        byTask.forEach((task, grades) -> {
            Grades.Key key = grades.getFirst().main().orElseThrow();
            List<String> cells = new ArrayList<>(List.of(task, key.text()));
            for (Setting setting : settings) {
                cells.add(grades.stream()
                        .filter(each -> each.setting().equals(setting))
                        .map(each -> Shown.figure(key, each.figure(key)))
                        .findFirst()
                        .orElse("-"));
            }
            rows.add(cells);
        });
        groupRows(byTask, settings, rows);
        return Optional.of(rows.table("Main figures; shares in percent (95 %)", header));
    }

    private Map<Setting, Map<GroupConfig, Map<Grades.Key, Figure>>> groupFigures(Map<String, List<Grades>> byTask) {
        TreeSet<Setting> settings = new TreeSet<>();
        byTask.values().forEach(grades -> grades.forEach(each -> settings.add(each.setting())));
        Map<Setting, Map<GroupConfig, Map<Grades.Key, Figure>>> figures = new LinkedHashMap<>();
        for (Setting setting : settings) {
            List<Grades> at = byTask.values().stream()
                    .flatMap(List::stream)
                    .filter(each -> each.setting().equals(setting))
                    .toList();
            figures.put(setting, new GroupTable(groups, at).figures());
        }
        return figures;
    }

    private void groupRows(Map<String, List<Grades>> byTask, Set<Setting> settings, Block.Rows rows) {
        Map<Setting, Map<GroupConfig, Map<Grades.Key, Figure>>> figures = groupFigures(byTask);
        for (GroupConfig group : groups) {
            TreeSet<String> keys = new TreeSet<>();
            figures.values()
                    .forEach(each -> each.getOrDefault(group, Map.of()).keySet().forEach(key -> keys.add(key.text())));
            for (String key : keys) {
                List<String> cells = new ArrayList<>(List.of(group.alias() + " (group)", key));
                for (Setting setting : settings) {
                    cells.add(figures.getOrDefault(setting, Map.of()).getOrDefault(group, Map.of()).entrySet().stream()
                            .filter(entry -> entry.getKey().text().equals(key))
                            .map(entry -> Shown.figure(entry.getKey(), entry.getValue()))
                            .findFirst()
                            .orElse("-"));
                }
                rows.add(cells);
            }
        }
    }

    private record GroupLine(String group, String setting, String key, Figure figure) {}

    private List<GroupLine> groupData(Map<String, List<Grades>> byTask) {
        List<GroupLine> lines = new ArrayList<>();
        groupFigures(byTask)
                .forEach((setting, byGroup) -> byGroup.forEach((group, figures) -> figures.forEach(
                        (key, figure) -> lines.add(new GroupLine(group.name(), setting.label(), key.text(), figure)))));
        return lines;
    }

    /** One for each task that was asked in more than one way. */
    private void wordsChapters(Map<String, List<Grades>> byTask, Outcome outcome, List<Chapter> chapters) {
        for (TaskAnswers task : outcome.tasks()) {
            PlannedTask planned = task.planned();
            if (planned.worked().isPresent() || planned.votes() > 1) {
                continue;
            }
            List<Grades> all = new ArrayList<>(byTask.getOrDefault(planned.name(), List.of()));
            for (TaskAnswers other : outcome.tasks()) {
                PlannedTask more = other.planned();
                boolean same = more.worked().orElse("").equals(planned.task().name())
                        || more.votes() > 1
                                && more.worked().isEmpty()
                                && more.task().name().equals(planned.task().name());
                if (same) {
                    all.addAll(byTask.getOrDefault(more.name(), List.of()));
                }
            }
            boolean several =
                    all.stream().map(each -> each.planned().name()).distinct().count() > 1;
            if (several && all.stream().allMatch(Grades::shares)) {
                chapters.add(new WordsChapter(planned.name(), all, outcome.model())
                        .chapter(chapters.size() + 1, outcome.complete()));
            }
        }
    }
}
