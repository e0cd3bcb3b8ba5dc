package dev.muninn.eval.proof;

import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.stats.Numbers;
import dev.muninn.eval.task.Example;
import dev.muninn.trajectory.PrincipalPlane;
import dev.muninn.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** 8: where states go. */
final class TrajectorySection implements Section {
    private static final int FULL_PROBLEMS = 64;
    private static final int QUICK_PROBLEMS = 8;
    private static final int PLOTTED_TOKENS = 6;
    private static final long OTHER_SEED = 7_919;

    private record Seen(
            int problems,
            int tokens,
            int recurrences,
            Map<String, Integer> kinds,
            List<TokenRow> tokenKinds,
            List<Convergence> convergence,
            PathIndependence paths) {}

    private record TokenRow(
            String kind, int tokens, double settledAt, double fixedPoints, double orbits, double sliders) {}

    /** Quartiles of the distance to the last state after a recurrence, and the median move of that recurrence. */
    private record Convergence(int recurrence, double lower, double median, double upper, double moved) {}

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String title() {
        return "Where states go";
    }

    private static int recurrences(Plan plan) {
        return 8 * plan.mean();
    }

    private static List<Example> problems(Plan plan) {
        List<Example> pooled = plan.pooled(plan.spread(), plan.quick() ? QUICK_PROBLEMS : FULL_PROBLEMS);
        int most = plan.quick() ? QUICK_PROBLEMS : FULL_PROBLEMS;
        double stride = Math.max(1, (double) pooled.size() / most);
        return IntStream.iterate(0, i -> i * stride < pooled.size(), i -> i + 1)
                .mapToObj(i -> pooled.get((int) (i * stride)))
                .toList();
    }

    @Override
    public long work(Plan plan) {
        return 2L * problems(plan).size() * recurrences(plan);
    }

    @Override
    public Finding run(Context context) {
        Plan plan = context.plan();
        int recurrences = recurrences(plan);
        List<Trajectory> all = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        List<StateRun> plotted = new ArrayList<>();
        PathIndependence.Counter paths = new PathIndependence.Counter();
        int asked = 0;
        for (Example problem : problems(plan)) {
            if (context.stopped()) {
                break;
            }
            StateRun run = StateRun.of(context.subject(), problem, recurrences, plan.seed());
            paths.add(run, StateRun.of(context.subject(), problem, recurrences, plan.seed() + OTHER_SEED));
            all.addAll(run.trajectories());
            tokens.addAll(run.tokens());
            asked++;
            if (plotted.isEmpty()) {
                plotted.add(run);
            }
            context.did(2L * recurrences);
        }
        if (all.isEmpty()) {
            return new Finding(new Chapter(number(), title(), false, List.of(), Map.of()), List.of());
        }
        List<Trajectory.Kind> kinds = all.stream().map(Trajectory::kind).toList();
        Seen seen = new Seen(
                asked,
                all.size(),
                recurrences,
                counted(kinds),
                tokenRows(all, tokens, kinds),
                convergence(all, recurrences),
                paths.result());
        Chapter chapter = new Chapter(number(), title(), !context.stopped(), blocks(seen, plotted.getFirst()), seen);
        return new Finding(chapter, List.of());
    }

    private static Map<String, Integer> counted(List<Trajectory.Kind> kinds) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Trajectory.Kind kind : Trajectory.Kind.values()) {
            counts.put(
                    kind.label(),
                    Math.toIntExact(kinds.stream().filter(kind::equals).count()));
        }
        return counts;
    }

    private static List<TokenRow> tokenRows(List<Trajectory> all, List<String> tokens, List<Trajectory.Kind> kinds) {
        Map<String, List<Integer>> byKind = new TreeMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            byKind.computeIfAbsent(TokenDepth.kind(tokens.get(i)), kind -> new ArrayList<>())
                    .add(i);
        }
        return byKind.entrySet().stream()
                .map(entry -> new TokenRow(
                        entry.getKey(),
                        entry.getValue().size(),
                        Numbers.median(entry.getValue().stream()
                                .mapToDouble(i -> all.get(i).settledAt())
                                .toArray()),
                        share(entry.getValue(), kinds, Trajectory.Kind.FIXED_POINT),
                        share(entry.getValue(), kinds, Trajectory.Kind.ORBIT),
                        share(entry.getValue(), kinds, Trajectory.Kind.SLIDER)))
                .sorted((a, b) -> Double.compare(b.settledAt(), a.settledAt()))
                .toList();
    }

    private static double share(List<Integer> which, List<Trajectory.Kind> kinds, Trajectory.Kind kind) {
        return (double) which.stream().filter(i -> kinds.get(i) == kind).count() / which.size();
    }

    private static List<Convergence> convergence(List<Trajectory> all, int recurrences) {
        return IntStream.range(1, recurrences)
                .mapToObj(t -> {
                    double[] distances =
                            all.stream().mapToDouble(one -> one.toLast(t)).toArray();
                    return new Convergence(
                            t,
                            Numbers.quantile(distances, 0.25),
                            Numbers.median(distances),
                            Numbers.quantile(distances, 0.75),
                            Numbers.median(all.stream()
                                    .mapToDouble(one -> one.moved(t))
                                    .toArray()));
                })
                .toList();
    }

    private static List<Block> blocks(Seen seen, StateRun plotted) {
        Block.Rows kinds = new Block.Rows();
        seen.kinds()
                .forEach((kind, count) -> kinds.add(
                        kind, String.valueOf(count), Wording.number(100.0 * count / seen.tokens(), 1) + " %"));
        Block.Rows tokens = new Block.Rows();
        seen.tokenKinds()
                .forEach(row -> tokens.add(
                        row.kind(),
                        String.valueOf(row.tokens()),
                        Wording.number(row.settledAt(), 1),
                        Wording.number(100 * row.fixedPoints(), 1),
                        Wording.number(100 * row.orbits(), 1),
                        Wording.number(100 * row.sliders(), 1)));
        return List.of(
                new Block.Paragraph("All states of all positions of " + seen.problems()
                        + " problems with their right answers, " + seen.tokens() + " positions, "
                        + seen.recurrences() + " recurrences (eight times the mean)."),
                convergenceFigure(seen.convergence()),
                planeFigure(plotted),
                new Block.Paragraph(
                        "Kinds by a rule over the second half of a position's states. Fixed point: the last quarter"
                                + " moves by less than 3 % of the state's length a recurrence. Else slider: the half's ends are at least half"
                                + " as far apart as the way between them. Else orbit: in its principal plane the half goes round its mean at"
                                + " least once. Else wanderer."),
                kinds.table("What states do in the end", "kind", "positions", "share"),
                tokens.table(
                        "By token: the recurrence from which a state moves less than 3 % (median; one more than all: never)",
                        "token", "positions", "settled at", "fixed point, %", "orbit, %", "slider, %"),
                seen.paths().paragraph());
    }

    private static Block convergenceFigure(List<Convergence> convergence) {
        LineChart chart = new LineChart("Convergence", "recurrence", "share of the state's length").logarithmicY();
        double[] x = convergence.stream().mapToDouble(Convergence::recurrence).toArray();
        chart.line("to last, 3/4", x, positive(convergence, Convergence::upper));
        chart.line("to last, median", x, positive(convergence, Convergence::median));
        chart.line("to last, 1/4", x, positive(convergence, Convergence::lower));
        chart.line("to the one before", x, positive(convergence, Convergence::moved));
        return chart.figure(
                "convergence.png",
                "distance of states to the last one (median and quartiles over positions), and to the one before (median)");
    }

    /** A logarithmic axis has no zero. */
    private static double[] positive(
            List<Convergence> convergence, java.util.function.ToDoubleFunction<Convergence> of) {
        return convergence.stream()
                .mapToDouble(of)
                .map(value -> Math.max(1e-9, value))
                .toArray();
    }

    /** The last positions, which say the answer, in a plane of their own all together. */
    private static Block planeFigure(StateRun run) {
        int count = Math.min(PLOTTED_TOKENS, run.tokens().size());
        int first = run.tokens().size() - count;
        int length = run.trajectories().getFirst().states().length;
        float[][] data = new float[count * length][];
        for (int i = 0; i < count; i++) {
            System.arraycopy(run.trajectories().get(first + i).states(), 0, data, i * length, length);
        }
        PrincipalPlane plane = PrincipalPlane.of(data);
        LineChart chart = new LineChart("Paths of the last positions", "first direction", "second direction");
        for (int i = 0; i < count; i++) {
            int from = i * length;
            double[] x = IntStream.range(from, from + length)
                    .mapToDouble(n -> plane.points()[n][0])
                    .toArray();
            double[] y = IntStream.range(from, from + length)
                    .mapToDouble(n -> plane.points()[n][1])
                    .toArray();
            String token = run.tokens().get(first + i).replace("\n", "\\n");
            chart.line((first + i) + " '" + token + "'", x, y);
        }
        return chart.figure(
                "paths.png",
                "states of the last positions of one problem (" + run.problem().family()
                        + ") in their two principal directions, "
                        + Math.round(100 * (plane.explained()[0] + plane.explained()[1])) + " % of the variance");
    }
}
