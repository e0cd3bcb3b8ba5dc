package dev.muninn.cli.bench;

import dev.muninn.kernels.KernelProvider;
import dev.muninn.kernels.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final Ceiling ceiling;
    private final Effort effort;
    private final int recurrences;
    private final int tokens;
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    /** {@code ceiling}: of reads, with the model's threads. */
    public DecodeBench(
            BenchModel model,
            KernelProvider provider,
            Ceiling ceiling,
            Effort effort,
            int recurrences,
            int tokens,
            Consumer<String> say) {
        this.model = model;
        this.provider = provider;
        this.ceiling = ceiling;
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
        long bytes = model.loopBytes();
        Held step;
        long[] allocated;
        try (CoreStep coreStep = new CoreStep(model.model(), 1, recurrences)) {
            step = coreStep.measure((double) bytes, effort, ceiling);
            allocated = coreStep.allocatedBytes();
        }
        List<MatrixTiming> matrices = new ArrayList<>();
        model.loopMatrices()
                .forEach((role, all) -> matrices.add(
                        MatrixTiming.measure(model.kernels(), role, all, 1, Weight::bytes, effort, ceiling)));
        CeilingReport.write(json.putObject("limits"), say, ceiling.rates(), "readGigabytesPerSecond", "GB/s", effort);
        reportStep(step, bytes, allocated);
        reportMatrices(matrices);
        reportTokens(step.time());
        return json;
    }

    private void reportStep(Held step, long bytes, long[] allocated) {
        boolean cached = bytes < CACHED_BYTES;
        say.accept("core step, one row (adapter and " + model.whole().core().blocks() + " core blocks, position 0): "
                + step.time().text());
        say.accept(String.format(
                Locale.ROOT,
                "  %,.1f MB of weights in %s, %.1f GB/s: %s",
                bytes / 1e6,
                model.format().label(),
                bytes / step.time().median() / 1e9,
                judged(step, bytes)));
        ObjectNode node = json.putObject("coreStep");
        node.put("weightBytes", bytes);
        step.write(node, "bandwidthShare", !cached);
        node.put("gigabytesPerSecond", bytes / step.time().median() / 1e9);
        node.put("fitsInCaches", cached);
        node.put("allocatedBytes", allocated[allocated.length / 2]);
        node.put("allocatedBytesMax", allocated[allocated.length - 1]);
        if (model.whole().width() <= SMALL_WIDTH) {
            double micros = step.time().median() / model.whole().core().blocks() * 1e6;
            say.accept(String.format(Locale.ROOT, "  %.1f us a block, its share of the adapter included", micros));
            node.put("microsecondsPerBlock", micros);
        }
        say.accept("  " + allocated[allocated.length / 2] + " bytes allocated a step by the calling thread (at most "
                + allocated[allocated.length - 1] + " in " + allocated.length + " rounds)");
    }

    /** The share, or why there is none. {@code bytes}: of all the weights that are read in turn. */
    private static String judged(Held held, long bytes) {
        if (bytes < CACHED_BYTES) {
            return "no share, " + bytes / 1_000_000 + " MB may stay in caches";
        }
        return held.judged();
    }

    private void reportMatrices(List<MatrixTiming> matrices) {
        ArrayNode all = json.putArray("matrices");
        say.accept("  one row times      N x K               MB   median us     GB/s  share of the ceiling");
        for (MatrixTiming m : matrices) {
            long inTurn = m.count() * m.bytes();
            say.accept(String.format(
                    Locale.ROOT,
                    "  %-16s %6d x %-6d %12.1f %11.1f %8.1f  %s",
                    m.role(),
                    m.rows(),
                    m.cols(),
                    m.bytes() / 1e6,
                    m.time().median() * 1e6,
                    m.bytesPerSecond() / 1e9,
                    judged(m.held(), inTurn)));
            ObjectNode node = all.addObject();
            node.put("matrix", m.role()).put("rows", m.rows()).put("cols", m.cols());
            node.put("weightBytes", m.bytes()).put("count", m.count());
            node.put("gigabytesPerSecond", m.bytesPerSecond() / 1e9);
            m.held().write(node, "bandwidthShare", inTurn >= CACHED_BYTES);
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
