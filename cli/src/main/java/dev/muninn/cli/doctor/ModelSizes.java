package dev.muninn.cli.doctor;

import dev.muninn.architecture.Part;
import dev.muninn.cli.bench.Shapes;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.CheckpointSummary;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What fits in memory beside a reserve, and how fast Huginn-0125 can think here at most: a recurrence reads its adapter and core
 * blocks once.
 */
record ModelSizes(long availableBytes, double bytesPerSecond) implements Section {
    /** The system, the JVM, keys and values of a few thousand positions. */
    private static final long RESERVE_BYTES = 2L << 30;

    private static final List<WeightFormat> FORMATS = List.of(WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT4);
    private static final Set<Part> LOOP = EnumSet.of(Part.ADAPTER, Part.CORE);
    private static final CheckpointSummary HUGINN = CheckpointSummary.of(Shapes.huginn());

    /** Columns of the matrix that bytes a parameter are taken from: any whole number of groups. */
    private static final int COLS = 1024;

    private long usableBytes() {
        return Math.max(0, availableBytes - RESERVE_BYTES);
    }

    private long parametersThatFit(WeightFormat format) {
        return (long) ((double) usableBytes() * COLS / format.bytes(1, COLS));
    }

    private boolean huginnFits(WeightFormat format) {
        return HUGINN.memoryBytes(format) <= usableBytes();
    }

    private double millisPerRecurrence(WeightFormat format) {
        return HUGINN.memoryBytes(format, LOOP) / bytesPerSecond * 1e3;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Models     in " + Bytes.text(usableBytes()) + ", a reserve of " + Bytes.text(RESERVE_BYTES)
                + " left free; Huginn-0125 has "
                + String.format(Locale.ROOT, "%.1f B parameters", HUGINN.totalParameters() / 1e9));
        lines.add("           weights  parameters   Huginn-0125            at least, a recurrence");
        for (WeightFormat format : FORMATS) {
            lines.add(String.format(
                    Locale.ROOT,
                    "           %-7s %8.1f B   %5s, %-14s %8.1f ms",
                    format.label(),
                    parametersThatFit(format) / 1e9,
                    Bytes.text(HUGINN.memoryBytes(format)),
                    huginnFits(format) ? "fits" : "does not fit",
                    millisPerRecurrence(format)));
        }
        return lines;
    }

    @Override
    public void write(ObjectNode json) {
        ObjectNode node = json.putObject("models");
        node.put("usableBytes", usableBytes());
        node.put("reserveBytes", RESERVE_BYTES);
        node.put("huginnParameters", HUGINN.totalParameters());
        ArrayNode all = node.putArray("formats");
        for (WeightFormat format : FORMATS) {
            all.addObject()
                    .put("weights", format.label())
                    .put("parametersThatFit", parametersThatFit(format))
                    .put("huginnBytes", HUGINN.memoryBytes(format))
                    .put("huginnFits", huginnFits(format))
                    .put("huginnMillisPerRecurrence", millisPerRecurrence(format));
        }
    }
}
