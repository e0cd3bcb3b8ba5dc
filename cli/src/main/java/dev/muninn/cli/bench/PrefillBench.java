package dev.muninn.cli.bench;

import dev.muninn.generate.Generator;
import dev.muninn.generate.Request;
import dev.muninn.kernels.KernelProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Many rows, which is prefill, wavefront and batches: bound by multiply-adds. Says what it found as it goes, and returns all of it. */
public final class PrefillBench {
    private static final int PREFILLS = 5;

    private final BenchModel model;
    private final KernelProvider provider;
    private final MachineLimits before;
    private final Effort effort;
    private final int recurrences;
    private final List<Integer> batches;
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    /** {@code batches}: how many rows go through together, one measurement each. */
    public PrefillBench(
            BenchModel model,
            KernelProvider provider,
            MachineLimits before,
            Effort effort,
            int recurrences,
            List<Integer> batches,
            Consumer<String> say) {
        this.model = model;
        this.provider = provider;
        this.before = before;
        this.effort = effort;
        this.recurrences = recurrences;
        this.batches = List.copyOf(batches);
        this.say = say;
    }

    public ObjectNode run() {
        json.put("bench", "prefill");
        Description.write(json, model, provider, effort);
        List<List<MatrixTiming>> timings = new ArrayList<>();
        List<Spread> steps = new ArrayList<>();
        ArrayNode checks = json.putArray("checked");
        for (int rows : batches) {
            ResultCheck check =
                    ResultCheck.run(model.kernels(), model.loopMatrices().values(), rows);
            say.accept(rows + " rows, " + check.text());
            check.write(checks.addObject().put("batch", rows));
            timings.add(measureMatrices(rows));
            try (CoreStep step = new CoreStep(model.model(), rows, 1)) {
                steps.add(step.measure(effort));
            }
        }
        MachineLimits limits =
                before.better(MachineLimits.measure(provider, model.kernels().threads(), effort));
        limits.write(json.putObject("limits"));
        say.accept("again, afterwards; the better counts: "
                + String.format(Locale.ROOT, "%.0f GFLOP/s", limits.flops() / 1e9));
        ArrayNode results = json.putArray("batches");
        for (int i = 0; i < batches.size(); i++) {
            report(results.addObject(), batches.get(i), timings.get(i), steps.get(i), limits);
        }
        return json;
    }

    private List<MatrixTiming> measureMatrices(int rows) {
        List<MatrixTiming> timings = new ArrayList<>();
        for (Map.Entry<String, List<PackedMatrix>> role : model.loopMatrices().entrySet()) {
            timings.add(MatrixTiming.measure(model.kernels(), role.getKey(), role.getValue(), rows, effort));
        }
        return timings;
    }

    private void report(ObjectNode node, int rows, List<MatrixTiming> timings, Spread step, MachineLimits limits) {
        node.put("batch", rows);
        ArrayNode all = node.putArray("matrices");
        say.accept(String.format(
                Locale.ROOT, "%d rows times       N x K         median ms   GFLOP/s  of ceiling  (fastest)", rows));
        double operations = 0;
        double seconds = 0;
        for (MatrixTiming m : timings) {
            reportMatrix(all.addObject(), m, limits);
            operations += m.count() * m.operations();
            seconds += m.count() * m.time().median();
        }
        double share = operations / seconds / limits.flops();
        say.accept(String.format(
                Locale.ROOT,
                "  all matmuls of a core step %16.3f %9.1f %11.2f",
                seconds * 1e3,
                operations / seconds / 1e9,
                share));
        node.put("gigaflops", operations / seconds / 1e9);
        node.put("flopShare", share);
        double stepShare = operations / step.median() / limits.flops();
        say.accept(String.format(
                Locale.ROOT,
                "  a core step, with norms and attention: %s, %.2f of the ceiling",
                step.text(),
                stepShare));
        ObjectNode stepNode = node.putObject("coreStep");
        step.writeMillis(stepNode);
        stepNode.put("flopShare", stepShare);
        if (!model.coreOnly()) {
            reportPrefill(node.putObject("prefill"), rows);
        }
    }

    private void reportMatrix(ObjectNode node, MatrixTiming m, MachineLimits limits) {
        double share = m.flops() / limits.flops();
        say.accept(String.format(
                Locale.ROOT,
                "  %-16s %6d x %-6d %9.3f %9.1f %11.2f %10.2f",
                m.role(),
                m.rows(),
                m.cols(),
                m.time().median() * 1e3,
                m.flops() / 1e9,
                share,
                share * m.time().median() / m.time().min()));
        node.put("matrix", m.role()).put("rows", m.rows()).put("cols", m.cols()).put("count", m.count());
        m.time().writeMillis(node);
        node.put("gigaflops", m.flops() / 1e9).put("flopShare", share);
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
