package dev.muninn.cli.bench;

import dev.muninn.kernels.KernelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One row, which is decoding: bound by how fast the weights can be read. Says what it found as it goes, and returns all of it. */
public final class DecodeBench {
    /** Weights smaller than this may stay in caches, and a share of memory's speed says little. */
    private static final long CACHED_BYTES = 256L << 20;

    /** Up to this width a block is so fast that its microseconds are the number to look at. */
    private static final int SMALL_WIDTH = 512;

    private final BenchModel model;
    private final KernelProvider provider;
    private final MachineLimits before;
    private final Effort effort;
    private final int recurrences;
    private final int tokens;
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    /** {@code before}: the limits as measured before the model took its memory. */
    public DecodeBench(
            BenchModel model,
            KernelProvider provider,
            MachineLimits before,
            Effort effort,
            int recurrences,
            int tokens,
            Consumer<String> say) {
        this.model = model;
        this.provider = provider;
        this.before = before;
        this.effort = effort;
        this.recurrences = recurrences;
        this.tokens = tokens;
        this.say = say;
    }

    public ObjectNode run() {
        json.put("bench", "decode");
        Description.write(json, model, provider, effort);
        ResultCheck check =
                ResultCheck.run(model.kernels(), model.loopMatrices().values(), 1);
        say.accept(check.text());
        check.write(json.putObject("checked"));
        Spread step;
        long allocated;
        try (CoreStep coreStep = new CoreStep(model.model(), 1, recurrences)) {
            step = coreStep.measure(effort);
            allocated = coreStep.allocatedBytes();
        }
        List<MatrixTiming> matrices = new ArrayList<>();
        for (Map.Entry<String, List<PackedMatrix>> role : model.loopMatrices().entrySet()) {
            matrices.add(MatrixTiming.measure(model.kernels(), role.getKey(), role.getValue(), 1, effort));
        }
        MachineLimits limits =
                before.better(MachineLimits.measure(provider, model.kernels().threads(), effort));
        limits.write(json.putObject("limits"));
        say.accept("again, after the core steps; the better counts: "
                + String.format(Locale.ROOT, "%.1f GB/s", limits.bytesPerSecond() / 1e9));
        reportStep(step, allocated, limits);
        reportMatrices(matrices, limits);
        reportTokens(step);
        return json;
    }

    private void reportStep(Spread step, long allocated, MachineLimits limits) {
        long bytes = model.loopBytes();
        double ceiling = bytes / limits.bytesPerSecond();
        say.accept("core step, one row (adapter and " + model.whole().coreBlocks() + " core blocks, position 0): "
                + step.text());
        say.accept(String.format(
                Locale.ROOT,
                "  %,.1f MB of weights in %s, %.1f GB/s: %.2f of the ceiling (fastest %.2f)%s",
                bytes / 1e6,
                model.format().label(),
                bytes / step.median() / 1e9,
                ceiling / step.median(),
                ceiling / step.min(),
                bytes < CACHED_BYTES ? "; they may fit in caches, so this share is no measure" : ""));
        ObjectNode node = json.putObject("coreStep");
        node.put("weightBytes", bytes);
        step.writeMillis(node);
        node.put("gigabytesPerSecond", bytes / step.median() / 1e9);
        node.put("bandwidthShare", ceiling / step.median());
        node.put("fastestBandwidthShare", ceiling / step.min());
        node.put("fitsInCaches", bytes < CACHED_BYTES);
        node.put("allocatedBytes", allocated);
        if (model.whole().width() <= SMALL_WIDTH) {
            double micros = step.median() / model.whole().coreBlocks() * 1e6;
            say.accept(String.format(Locale.ROOT, "  %.1f us a block, its share of the adapter included", micros));
            node.put("microsecondsPerBlock", micros);
        }
        say.accept("  " + allocated + " bytes allocated a step");
    }

    private void reportMatrices(List<MatrixTiming> matrices, MachineLimits limits) {
        ArrayNode all = json.putArray("matrices");
        say.accept("  one row times      N x K               MB   median us     GB/s  of ceiling");
        for (MatrixTiming m : matrices) {
            double share = m.bytesPerSecond() / limits.bytesPerSecond();
            say.accept(String.format(
                    Locale.ROOT,
                    "  %-16s %6d x %-6d %12.1f %11.1f %8.1f %11.2f",
                    m.role(),
                    m.rows(),
                    m.cols(),
                    m.bytes() / 1e6,
                    m.time().median() * 1e6,
                    m.bytesPerSecond() / 1e9,
                    share));
            ObjectNode node = all.addObject();
            node.put("matrix", m.role()).put("rows", m.rows()).put("cols", m.cols());
            node.put("weightBytes", m.bytes()).put("count", m.count());
            m.time().writeMillis(node);
            node.put("gigabytesPerSecond", m.bytesPerSecond() / 1e9).put("bandwidthShare", share);
        }
    }

    private void reportTokens(Spread step) {
        ObjectNode node = json.putObject("token");
        node.put("recurrences", recurrences);
        node.put("measured", !model.coreOnly());
        if (model.coreOnly()) {
            double rest = (double) model.restBytes() / model.loopBytes() * step.median();
            double millis = (recurrences * step.median() + rest) * 1e3;
            say.accept(String.format(
                    Locale.ROOT,
                    "token of %d recurrences: %.1f ms, extrapolated: core steps as measured, %,.0f MB of prelude, coda and"
                            + " head (not filled) at their rate",
                    recurrences,
                    millis,
                    model.restBytes() / 1e6));
            node.put("extrapolatedMillis", millis);
            return;
        }
        TokenTiming token = TokenTiming.measure(model.model(), tokens, recurrences, effort);
        say.accept("token of " + recurrences + " recurrences: " + token.time().text());
        say.accept("  " + token.allocatedBytes() + " bytes allocated a token");
        token.time().writeMillis(node);
        node.put("allocatedBytes", token.allocatedBytes());
    }
}
