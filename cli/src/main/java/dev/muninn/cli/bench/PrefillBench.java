package dev.muninn.cli.bench;

import dev.muninn.generate.Generator;
import dev.muninn.generate.Request;
import dev.muninn.kernels.KernelProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Many rows, which is prefill, wavefront and batches: bound by multiply-adds. Says what it found as it goes, and returns all of it. */
public final class PrefillBench {
    private static final int PREFILLS = 5;

    private final BenchModel model;
    private final KernelProvider provider;
    private final Ceiling ceiling;
    private final Effort effort;
    private final int recurrences;
    private final List<Integer> batches;
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    /** {@code batches}: how many rows go through together, one measurement each. */
    public PrefillBench(
            BenchModel model,
            KernelProvider provider,
            Ceiling ceiling,
            Effort effort,
            int recurrences,
            List<Integer> batches,
            Consumer<String> say) {
        this.model = model;
        this.provider = provider;
        this.ceiling = ceiling;
        this.effort = effort;
        this.recurrences = recurrences;
        this.batches = List.copyOf(batches);
        this.say = say;
    }

    public ObjectNode run() {
        json.put("bench", "prefill");
        Description.write(json, model, provider, effort);
        List<List<MatrixTiming>> timings = new ArrayList<>();
        List<Held> steps = new ArrayList<>();
        ArrayNode checks = json.putArray("checked");
        for (int rows : batches) {
            ResultCheck check =
                    ResultCheck.run(model.kernels(), model.loopMatrices().values(), rows);
            say.accept(rows + " rows, " + check.text());
            check.write(checks.addObject().put("batch", rows));
            timings.add(measureMatrices(rows));
            try (CoreStep step = new CoreStep(model.model(), rows, 1)) {
                steps.add(step.measure(operations(timings.getLast()), effort, ceiling));
            }
        }
        CeilingReport.write(json.putObject("limits"), say, ceiling.rates(), "gigaflops", "GFLOP/s", effort);
        ArrayNode results = json.putArray("batches");
        for (int i = 0; i < batches.size(); i++) {
            report(results.addObject(), batches.get(i), timings.get(i), steps.get(i));
        }
        return json;
    }

    private List<MatrixTiming> measureMatrices(int rows) {
        List<MatrixTiming> timings = new ArrayList<>();
        model.loopMatrices()
                .forEach((role, all) -> timings.add(MatrixTiming.measure(
                        model.kernels(),
                        role,
                        all,
                        rows,
                        weight -> 2.0 * rows * weight.rows() * weight.cols(),
                        effort,
                        ceiling)));
        return timings;
    }

    /** Of all matmuls of a core step. */
    private static double operations(List<MatrixTiming> timings) {
        return timings.stream().mapToDouble(m -> m.count() * m.operations()).sum();
    }

    private void report(ObjectNode node, int rows, List<MatrixTiming> timings, Held step) {
        node.put("batch", rows);
        ArrayNode all = node.putArray("matrices");
        say.accept(rows + " rows times       N x K         median ms   GFLOP/s  share of the ceiling");
        double seconds = 0;
        double ceilingSeconds = 0; // what the matmuls would take at the ceiling of their own samples
        for (MatrixTiming m : timings) {
            reportMatrix(all.addObject(), m);
            seconds += m.count() * m.time().median();
            ceilingSeconds += m.count() * m.time().median() * m.held().share().median();
        }
        double share = ceilingSeconds / seconds;
        boolean valid = timings.stream().allMatch(m -> m.held().valid());
        say.accept(String.format(
                Locale.ROOT,
                "  all matmuls of a core step %16.3f %9.1f  %.2f of the ceiling%s",
                seconds * 1e3,
                operations(timings) / seconds / 1e9,
                share,
                valid ? "" : ", INVALID: measure again on a quiet machine"));
        node.put("gigaflops", operations(timings) / seconds / 1e9);
        node.put("flopShare", share);
        node.put("flopShareValid", valid);
        say.accept("  a core step, with norms and attention: " + step.time().text() + ", its matmuls alone are "
                + step.judged());
        step.write(node.putObject("coreStep"), "flopShare", true);
        if (!model.coreOnly()) {
            reportPrefill(node.putObject("prefill"), rows);
        }
    }

    private void reportMatrix(ObjectNode node, MatrixTiming m) {
        say.accept(String.format(
                Locale.ROOT,
                "  %-16s %6d x %-6d %9.3f %9.1f  %s",
                m.role(),
                m.rows(),
                m.cols(),
                m.time().median() * 1e3,
                m.flops() / 1e9,
                m.held().judged()));
        node.put("matrix", m.role()).put("rows", m.rows()).put("cols", m.cols()).put("count", m.count());
        node.put("gigaflops", m.flops() / 1e9);
        m.held().write(node, "flopShare", true);
    }

    /** A prompt of {@code rows} tokens through the whole model. */
    private void reportPrefill(ObjectNode node, int rows) {
        int[] prompt = new int[rows];
        Arrays.setAll(prompt, i -> i % model.whole().vocab());
        Request request =
                Request.builder(prompt).maxTokens(1).recurrences(recurrences).build();
        double[] seconds = new double[PREFILLS];
        try (Generator generator = new Generator(model.model(), rows, Long.MAX_VALUE)) {
            generator.generate(request, event -> true);
            Arrays.setAll(
                    seconds, i -> generator.generate(request, event -> true).prefillNanos() / 1e9);
        }
        Spread time = Spread.of(seconds);
        say.accept(String.format(
                Locale.ROOT,
                "  prefill of %d tokens at %d recurrences: %s, %.0f tokens/s",
                rows,
                recurrences,
                time.text(),
                rows / time.median()));
        node.put("recurrences", recurrences);
        time.writeMillis(node);
        node.put("tokensPerSecond", rows / time.median());
    }
}
