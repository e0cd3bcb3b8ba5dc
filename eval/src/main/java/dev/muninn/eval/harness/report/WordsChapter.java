package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.run.ModelFacts;
import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Thinking in words, in depth, and in both, on one axis of compute: tokens times blocks passed. Depth alone is a direct answer at any
 * depth; words alone are worked steps, or votes, at the shallowest; both are worked steps or votes at greater depths.
 */
final class WordsChapter {
    /** What an answer thinks in. */
    enum Kind {
        DEPTH_ALONE("depth alone"),
        WORDS_ALONE("words alone"),
        BOTH("both");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** A way to answer, measured. */
    private record Way(String name, Kind kind, String setting, double blockPasses, Figure figure, Grades grades) {}

    /** The best of each kind that costs at most so much. */
    private record Budget(double blockPasses, Map<String, String> best, String verdict) {}

    /** A way's line of {@code report.json}. */
    private record Line(String name, String kind, String setting, double blockPasses, Figure figure) {}

    private record Data(String task, List<Line> ways, List<Budget> budgets, String conclusion) {}

    private final String task;
    private final List<Way> ways = new ArrayList<>();
    private final Grades.Key key;

    /** @param all grades of the direct task and of all that ask the same in more words */
    WordsChapter(String task, List<Grades> all, ModelFacts model) {
        this.task = task;
        this.key = all.getFirst().main().orElseThrow();
        int shallowest = all.stream()
                .mapToInt(each -> each.setting().recurrences())
                .min()
                .orElse(1);
        for (Grades each : all) {
            boolean words =
                    each.planned().worked().isPresent() || each.planned().votes() > 1;
            Kind kind = !words
                    ? Kind.DEPTH_ALONE
                    : each.setting().recurrences() == shallowest ? Kind.WORDS_ALONE : Kind.BOTH;
            Grades.Key own = each.main().orElseThrow();
            ways.add(new Way(
                    each.planned().name(),
                    kind,
                    each.setting().label(),
                    (double) model.blockPasses(each.cost()) / each.questions().size(),
                    each.figure(own),
                    each));
        }
        ways.sort(Comparator.comparingDouble(Way::blockPasses));
    }

    Chapter chapter(int number, boolean complete) {
        List<Budget> budgets = budgets();
        String conclusion = conclusion(budgets);
        List<Block> blocks = List.of(
                new Block.Paragraph(
                        "Every way to answer on one axis of compute: tokens times blocks passed, the prompt's included, mean"
                                + " of a question. Depth alone is a direct answer at any depth; words alone are worked steps or a vote at"
                                + " the fewest recurrences asked for; both are worked steps or a vote at more. A budget takes the best way of"
                                + " each kind that costs no more."),
                figure(number),
                table(),
                budgetTable(budgets),
                new Block.Paragraph(conclusion));
        return new Chapter(
                number,
                task + ": words, depth, and both",
                complete,
                blocks,
                new Data(task, lines(), budgets, conclusion));
    }

    private List<Line> lines() {
        return ways.stream()
                .map(way -> new Line(way.name(), way.kind().label(), way.setting(), way.blockPasses(), way.figure()))
                .toList();
    }

    private Block figure(int number) {
        LineChart chart = new LineChart(task, "tokens x blocks a question", key.metric() + ", %")
                .percent()
                .powersOfTwo();
        Map<String, List<Way>> lines = new LinkedHashMap<>();
        ways.forEach(way -> lines.computeIfAbsent(way.name() + line(way), _ -> new ArrayList<>())
                .add(way));
        lines.forEach((name, points) -> chart.line(
                name,
                points.stream()
                        .mapToDouble(way -> LineChart.log2(way.blockPasses()))
                        .toArray(),
                points.stream().mapToDouble(way -> 100 * way.figure().value()).toArray(),
                points.stream().mapToDouble(way -> 100 * way.figure().low()).toArray(),
                points.stream().mapToDouble(way -> 100 * way.figure().high()).toArray()));
        List<Way> frontier = frontier();
        chart.reference(
                "frontier",
                frontier.stream()
                        .mapToDouble(way -> LineChart.log2(way.blockPasses()))
                        .toArray(),
                frontier.stream().mapToDouble(way -> 100 * way.figure().value()).toArray());
        return chart.figure(
                "words-" + number + ".png", task + ": right answers over compute; points along a line are depths");
    }

    private static String line(Way way) {
        String axes = way.grades().setting().axes();
        return axes.isEmpty() ? "" : ", " + axes;
    }

    /** Ways that no cheaper one equals. */
    private List<Way> frontier() {
        List<Way> frontier = new ArrayList<>();
        for (Way way : ways) {
            if (frontier.isEmpty()
                    || way.figure().value() > frontier.getLast().figure().value()) {
                frontier.add(way);
            }
        }
        return frontier;
    }

    private Block table() {
        List<Way> frontier = frontier();
        Block.Rows rows = new Block.Rows();
        ways.forEach(way -> rows.add(
                way.name() + ", " + way.setting(),
                way.kind().label(),
                Shown.number(way.blockPasses(), 0),
                Shown.figure(way.grades().main().orElseThrow(), way.figure()),
                frontier.contains(way) ? "yes" : ""));
        return rows.table(
                "All ways, the cheapest first", "way", "thinks in", "tokens x blocks", "right, % (95 %)", "frontier");
    }

    /** At the cost of each way of words, alone or with depth: equal compute for all kinds. */
    private List<Budget> budgets() {
        TreeSet<Double> costs = new TreeSet<>();
        ways.stream().filter(way -> way.kind() != Kind.DEPTH_ALONE).forEach(way -> costs.add(way.blockPasses()));
        ways.stream().mapToDouble(Way::blockPasses).max().ifPresent(costs::add);
        List<Budget> budgets = new ArrayList<>();
        for (double cost : costs) {
            Map<Kind, Way> best = new LinkedHashMap<>();
            for (Kind kind : Kind.values()) {
                best(kind, cost).ifPresent(way -> best.put(kind, way));
            }
            Map<String, String> shown = new LinkedHashMap<>();
            best.forEach((kind, way) -> shown.put(
                    kind.label(),
                    Shown.figure(way.grades().main().orElseThrow(), way.figure()) + " " + way.name() + " "
                            + way.setting()));
            budgets.add(new Budget(cost, shown, verdict(best)));
        }
        return budgets;
    }

    private Optional<Way> best(Kind kind, double cost) {
        return ways.stream()
                .filter(way -> way.kind() == kind && way.blockPasses() <= cost)
                .max(Comparator.comparingDouble((Way way) -> way.figure().value())
                        .thenComparing(
                                Comparator.comparingDouble(Way::blockPasses).reversed()));
    }

    private static String verdict(Map<Kind, Way> best) {
        List<Map.Entry<Kind, Way>> ranked = best.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<Kind, Way> entry) ->
                        -entry.getValue().figure().value()))
                .toList();
        if (ranked.size() < 2) {
            return "only " + ranked.getFirst().getKey().label() + " fits";
        }
        Paired paired = Paired.of(
                ranked.get(1).getValue().grades(), ranked.get(0).getValue().grades());
        String ahead = ranked.get(0).getKey().label() + " before "
                + ranked.get(1).getKey().label() + " by " + paired.points();
        return paired.chance() < 0.05 ? ahead : ahead + ", which chance explains";
    }

    private static Block budgetTable(List<Budget> budgets) {
        Block.Rows rows = new Block.Rows();
        budgets.forEach(budget -> rows.add(
                Shown.number(budget.blockPasses(), 0),
                budget.best().getOrDefault(Kind.DEPTH_ALONE.label(), "-"),
                budget.best().getOrDefault(Kind.WORDS_ALONE.label(), "-"),
                budget.best().getOrDefault(Kind.BOTH.label(), "-"),
                budget.verdict()));
        return rows.table(
                "At equal compute",
                "at most",
                "depth alone",
                "words alone",
                "both",
                "best of them, by pairs of answers");
    }

    private static String conclusion(List<Budget> budgets) {
        Map<String, Integer> wins = new LinkedHashMap<>();
        for (Budget budget : budgets) {
            for (Kind kind : Kind.values()) {
                if (budget.verdict().startsWith(kind.label() + " before")
                        && !budget.verdict().endsWith("explains")) {
                    wins.merge(kind.label(), 1, Integer::sum);
                }
            }
        }
        if (wins.isEmpty()) {
            return "At no budget is one kind ahead of the next by more than chance explains.";
        }
        List<String> told = new ArrayList<>();
        wins.forEach((kind, count) -> told.add(kind + " at " + count));
        return "Ahead by more than chance explains, of " + budgets.size() + " budgets: " + String.join(", ", told)
                + ".";
    }
}
