package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.run.Cost;
import dev.muninn.eval.harness.run.ModelFacts;
import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A task over all settings: figures, what they took, and where more thinking hurts. */
final class TaskChapter {
    private final String title;
    private final List<Grades> grades;
    private final ModelFacts model;

    /** @param grades of one task, at least one setting of it */
    TaskChapter(List<Grades> grades, ModelFacts model) {
        this.grades = grades;
        this.model = model;
        this.title = grades.getFirst().planned().name();
    }

    /** A setting's line of {@code report.json}. */
    private record Line(
            String setting,
            int recurrences,
            String axes,
            int questions,
            Map<String, Figure> figures,
            double meanRecurrences,
            double tokens,
            double written,
            double blockPasses,
            double kvBytes,
            double seconds) {}

    private record Data(
            String task, String kind, int shots, int available, List<Line> lines, List<String> overthinking) {}

    Chapter chapter(int number, boolean complete) {
        List<String> hurts = overthinking();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(introduction()));
        if (grades.size() > 1) {
            blocks.add(figure(number));
        }
        blocks.add(figures());
        blocks.add(costs());
        if (!hurts.isEmpty()) {
            blocks.add(new Block.Heading("Where more thinking hurts"));
            blocks.add(new Block.Points(hurts));
        }
        return new Chapter(number, title, complete, blocks, data(hurts));
    }

    private String introduction() {
        var planned = grades.getFirst().planned();
        String votes = planned.votes() > 1
                ? " Each question is asked " + planned.votes() + " times at temperature " + planned.temperature()
                        + "; the most frequent answer counts."
                : "";
        String passes = planned.writes()
                ? " Every setting is a run of its own."
                : " One pass gives every depth; exits and slots of keys and values change nothing here, as all tokens of a pass are"
                        + " at the same depth.";
        return planned.task().outputType().label() + ", " + planned.items().size() + " of " + planned.available()
                + " questions, " + planned.shots() + " examples before each." + votes + passes;
    }

    private Block figure(int number) {
        Grades.Key key = grades.getFirst().main().orElseThrow();
        String metric = key.metric();
        LineChart chart =
                new LineChart(title, "recurrences", Shown.share(metric) ? metric + ", %" : metric).powersOfTwo();
        if (Shown.share(metric)) {
            chart.percent();
        }
        Map<String, List<Grades>> lines = new LinkedHashMap<>();
        grades.forEach(each -> lines.computeIfAbsent(each.setting().axes(), _ -> new ArrayList<>())
                .add(each));
        lines.forEach((axes, points) -> {
            double[] x = points.stream()
                    .mapToDouble(each -> LineChart.log2(each.setting().recurrences()))
                    .toArray();
            double[] y = values(points, key, Part.VALUE);
            double[] low = values(points, key, Part.LOW);
            double[] high = values(points, key, Part.HIGH);
            String name = axes.isEmpty() ? metric : axes;
            if (java.util.Arrays.stream(low).anyMatch(Double::isNaN)) {
                chart.line(name, x, y);
            } else {
                chart.line(name, x, y, low, high);
            }
        });
        return chart.figure("task-" + number + ".png", title + ": " + key.text() + " over recurrences, 95 % intervals");
    }

    private enum Part {
        VALUE,
        LOW,
        HIGH
    }

    private static double[] values(List<Grades> points, Grades.Key key, Part part) {
        return points.stream()
                .mapToDouble(each -> {
                    Figure figure = each.figure(key);
                    double value = switch (part) {
                        case VALUE -> figure.value();
                        case LOW -> figure.low();
                        case HIGH -> figure.high();
                    };
                    return Shown.scaled(key.metric(), value);
                })
                .toArray();
    }

    private Block figures() {
        List<Grades.Key> keys = List.copyOf(grades.getFirst().figures().keySet());
        List<String> header = new ArrayList<>(List.of("setting", "questions"));
        for (Grades.Key key : keys) {
            header.add(key.text() + " (95 %)");
            header.add("stderr");
        }
        Block.Rows rows = new Block.Rows();
        for (Grades each : grades) {
            List<String> cells = new ArrayList<>(List.of(
                    each.setting().label(), String.valueOf(each.questions().size())));
            for (Grades.Key key : keys) {
                Figure figure = each.figures().get(key);
                cells.add(figure == null ? "-" : Shown.figure(key, figure));
                cells.add(figure == null ? "-" : Shown.error(key, figure));
            }
            rows.add(cells);
        }
        return rows.table("Figures; shares in percent", header);
    }

    private Block costs() {
        Block.Rows rows = new Block.Rows();
        for (Grades each : grades) {
            Cost cost = each.cost();
            double n = each.questions().size();
            rows.add(
                    each.setting().label(),
                    Shown.number(cost.tokens() / n, 1),
                    Shown.number(cost.written() / n, 1),
                    Shown.number(cost.recurrences(), 2),
                    Shown.number(model.blockPasses(cost) / n, 0),
                    Shown.bytes(cost.kvBytes() / n),
                    Shown.number(cost.seconds() / n, 4));
        }
        return rows.table(
                "What a question took",
                "setting",
                "tokens",
                "written",
                "recurrences of a token",
                "tokens x blocks",
                "keys and values",
                "seconds");
    }

    /** Depths that are worse than a shallower one by more than chance makes likely. */
    private List<String> overthinking() {
        List<String> found = new ArrayList<>();
        for (int deep = 1; deep < grades.size(); deep++) {
            Grades deeper = grades.get(deep);
            for (int shallow = 0; shallow < deep; shallow++) {
                Grades before = grades.get(shallow);
                if (!before.setting().axes().equals(deeper.setting().axes()) || !before.shares() || !deeper.shares()) {
                    continue;
                }
                Paired paired = Paired.of(before, deeper);
                if (paired.lost() > paired.gained() && paired.chance() < 0.05) {
                    found.add(deeper.setting().label() + " against "
                            + before.setting().label() + ": " + paired.points()
                            + "; " + paired.lost() + " answers lost, " + paired.gained()
                            + " gained, by chance in " + Shown.number(100 * paired.chance(), 2) + " % of cases");
                }
            }
        }
        return found;
    }

    private Data data(List<String> hurts) {
        var planned = grades.getFirst().planned();
        List<Line> lines = new ArrayList<>();
        for (Grades each : grades) {
            Cost cost = each.cost();
            double n = each.questions().size();
            Map<String, Figure> figures = new LinkedHashMap<>();
            each.figures().forEach((key, figure) -> figures.put(key.text(), figure));
            lines.add(new Line(
                    each.setting().label(),
                    each.setting().recurrences(),
                    each.setting().axes(),
                    each.questions().size(),
                    figures,
                    cost.recurrences(),
                    cost.tokens() / n,
                    cost.written() / n,
                    model.blockPasses(cost) / n,
                    cost.kvBytes() / n,
                    cost.seconds() / n));
        }
        return new Data(title, planned.task().outputType().label(), planned.shots(), planned.available(), lines, hurts);
    }
}
