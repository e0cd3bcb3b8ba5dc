package dev.muninn.eval.harness.report;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.run.Outcome;
import dev.muninn.eval.harness.run.PlannedTask;
import dev.muninn.eval.harness.run.Setting;
import dev.muninn.eval.harness.run.TaskAnswers;
import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.harness.task.GroupConfig;
import dev.muninn.eval.harness.task.MetricConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results in the harness's own layout, a directory a setting: {@code results_DATE.json}, which its table tools read, and {@code
 * samples_TASK_DATE.jsonl}. The date is that of the first run in the directory, so that a run that goes on writes the same files.
 */
public final class HarnessFiles {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper LINES = JsonMapper.builder().build();

    private final Path out;
    private final String date;
    private final RunFacts facts;

    public HarnessFiles(Path out, RunFacts facts) {
        this.out = out;
        this.facts = facts;
        this.date = facts.date().replace(':', '-');
    }

    /** Writes the files of every setting of which there is something. */
    public void write(Outcome outcome, List<GroupConfig> groups) {
        TreeSet<Setting> settings = new TreeSet<>();
        outcome.tasks().forEach(task -> settings.addAll(task.settings()));
        for (Setting setting : settings) {
            List<Grades> grades = new ArrayList<>();
            for (TaskAnswers task : outcome.tasks()) {
                Grades found = Grades.of(task, setting, false);
                if (!found.figures().isEmpty()) {
                    grades.add(found);
                }
            }
            write(outcome, groups, setting, grades);
        }
    }

    private void write(Outcome outcome, List<GroupConfig> groups, Setting setting, List<Grades> grades) {
        String name = (outcome.model().name() + "__" + setting.label()).replaceAll("[\"<>:/|\\\\?*\\[\\], =]+", "_");
        Path folder = out.resolve(name);
        write(
                folder.resolve("results_" + date + ".json"),
                JSON.writeValueAsString(results(outcome, groups, setting, grades)));
        SampleLines lines = new SampleLines(LINES);
        for (Grades each : grades) {
            String task = each.planned().name().replaceAll("\\W", "_");
            write(folder.resolve("samples_" + task + "_" + date + ".jsonl"), lines.of(each));
        }
    }

    private ObjectNode results(Outcome outcome, List<GroupConfig> groups, Setting setting, List<Grades> grades) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode results = json.putObject("results");
        grades.forEach(each -> putTask(results.putObject(each.planned().name()), each));
        GroupTable table = new GroupTable(groups, grades);
        ObjectNode aggregated = JSON.createObjectNode();
        table.figures().forEach((group, figures) -> {
            ObjectNode node = results.putObject(group.name());
            node.put("name", group.name()).put("alias", group.alias());
            figures.forEach((key, figure) -> putFigure(node, key, figure));
            if (!figures.isEmpty()) {
                aggregated.set(group.name(), node);
            }
        });
        if (!aggregated.isEmpty()) {
            json.set("groups", aggregated);
        }
        ObjectNode subtasks = json.putObject("group_subtasks");
        groups.forEach(group -> {
            ArrayNode names = subtasks.putArray(group.name());
            group.children().forEach(names::add);
        });
        ObjectNode configs = json.putObject("configs");
        ObjectNode versions = json.putObject("versions");
        ObjectNode shots = json.putObject("n-shot");
        ObjectNode better = json.putObject("higher_is_better");
        ObjectNode samples = json.putObject("n-samples");
        groups.forEach(group -> versions.put(group.name(), group.version()));
        for (Grades each : grades) {
            PlannedTask planned = each.planned();
            configs.set(planned.name(), JSON.valueToTree(planned.task().raw()));
            versions.set(planned.name(), version(planned.task().version()));
            shots.put(planned.name(), planned.shots());
            ObjectNode metrics = better.putObject(planned.name());
            for (MetricConfig metric : planned.task().metrics()) {
                metrics.put(metric.metric(), metric.higherIsBetter());
            }
            samples.putObject(planned.name())
                    .put("original", planned.available())
                    .put("effective", each.questions().size());
        }
        facts.putInto(json, outcome.model(), setting);
        return json;
    }

    private static tools.jackson.databind.JsonNode version(String text) {
        try {
            return JSON.getNodeFactory().numberNode(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return JSON.getNodeFactory().stringNode(text);
        }
    }

    private static void putTask(ObjectNode node, Grades grades) {
        node.put("name", grades.planned().name());
        node.put(
                "alias",
                grades.planned().task().alias()
                        + grades.planned()
                                .name()
                                .substring(grades.planned().task().name().length()));
        node.put("sample_len", grades.questions().size());
        for (Map.Entry<Grades.Key, Figure> figure : grades.figures().entrySet()) {
            putFigure(node, figure.getKey(), figure.getValue());
        }
    }

    private static void putFigure(ObjectNode node, Grades.Key key, Figure figure) {
        node.put(key.text(), figure.value());
        if (Double.isNaN(figure.error())) {
            node.put(key.errorText(), "N/A");
        } else {
            node.put(key.errorText(), figure.error());
        }
    }

    private static void write(Path file, String text) {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new MuninnException(
                    file + ": could not be written (" + e.getMessage() + "); name another directory with --out", e);
        }
    }
}
