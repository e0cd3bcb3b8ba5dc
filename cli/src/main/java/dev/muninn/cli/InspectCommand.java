package dev.muninn.cli;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KvFormat;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.CheckpointSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model's facts and costs, without loading it. */
@Command(
        name = "inspect",
        description =
                "Says what a model is and what it costs: shape, parameters, depth, bytes on disk and in memory, bytes of"
                        + " keys and values a token. Loads no weights; config.json is enough.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn inspect huginn",
            "  muninn inspect huginn --recurrences 64",
            "  muninn inspect huginn --json"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A model directory, whose weights may be missing, a GGUF file, or hf:ORG/NAME, whose weights are not"
                            + " fetched.")
    private String model = ".";

    @Option(
            names = {"-r", "--recurrences"},
            paramLabel = "N",
            description = "Recurrences to reckon with. Default: the model's mean.")
    private @Nullable Integer recurrences;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Override
    public Integer call() {
        Path directory = ModelPlace.described(model, false);
        if (!Files.isDirectory(directory) && !Files.isRegularFile(directory)) {
            throw new MuninnException(
                    directory + " is not there; a model is a directory with config.json, or a GGUF file");
        }
        CheckpointSummary summary = CheckpointSummary.of(directory);
        int depth = recurrences == null ? summary.config().meanRecurrence() : recurrences;
        InspectReport report = new InspectReport(summary, depth);
        new Output().println(json ? report.toJson() : text(report));
        return 0;
    }

    private static String text(InspectReport report) {
        return String.join(
                "\n\n", facts(report), parameters(report), depths(report), memory(report), keysAndValues(report));
    }

    private static String facts(InspectReport report) {
        Architecture config = report.config();
        Table facts = Table.ofFacts()
                .add("family", report.family() + " (model_type " + report.modelType() + ")")
                .add("vocabulary", Units.count(config.vocab()) + (config.tied() ? ", tied head" : ""))
                .add("width", Units.count(config.width()))
                .add(
                        "heads",
                        config.attention().heads() + ", " + config.attention().kvHeads() + " of keys and values, "
                                + config.attention().headWidth() + " wide")
                .add("MLP width", Units.count(config.mlpWidth()))
                .add("context", Units.count(config.context()))
                .add(
                        "blocks",
                        config.prelude().blocks() + " prelude, " + config.core().blocks() + " core, "
                                + config.coda().blocks() + " coda")
                .add("mean recurrence", Units.count(config.meanRecurrence()))
                .add("on disk", onDisk(report.summary()));
        if (report.summary().weightsPresent()) {
            facts.add("without --weights", held(report.summary()));
        }
        if (config.prelude().taps() > 0) {
            facts.add(
                    "convolution",
                    config.prelude().taps() + " taps in every prelude block, "
                            + Units.count(report.convolutionParameters()) + " parameters");
        }
        return facts.toString();
    }

    private static String onDisk(CheckpointSummary summary) {
        String bytes = summary.storedBytes().isPresent()
                ? Units.bytes(summary.storedBytes().getAsLong())
                : "unknown";
        String types = summary.storage().entrySet().stream()
                .map(type -> Units.bytes(type.getValue()) + " " + type.getKey())
                .collect(Collectors.joining(", ", " (", ")"));
        return bytes + (summary.weightsPresent() ? types : ", not here");
    }

    /** Formats that are none of ours are said to become one; nothing is lost unless --weights asks for it. */
    private static String held(CheckpointSummary summary) {
        return Units.bytes(summary.heldBytes())
                + summary.held().entrySet().stream()
                        .map(type -> type.getKey() + " as " + type.getValue().label())
                        .collect(Collectors.joining(", ", " in memory (", ")"));
    }

    private static String parameters(InspectReport report) {
        Table table = Table.of("part", "parameters", "share");
        long total = report.summary().totalParameters();
        report.summary()
                .parameters()
                .forEach((part, count) -> table.add(
                        InspectReport.label(part),
                        Units.count(count),
                        String.format(Locale.ROOT, "%.1f %%", 100.0 * count / total)));
        return table.add("total", Units.count(total)).toString();
    }

    private static String depths(InspectReport report) {
        Table table = Table.of("recurrences", "blocks", "parameters used (core and adapter once a recurrence)");
        for (int depth : report.depths()) {
            table.add(
                    Units.count(depth),
                    Units.count(report.config().blocksAt(depth)),
                    Units.count(report.parametersUsed(depth)));
        }
        return table.toString();
    }

    private static String memory(InspectReport report) {
        Table table = Table.of("--weights", "in memory");
        for (WeightFormat format : WeightFormat.values()) {
            table.add(format.label(), Units.bytes(report.summary().memoryBytes(format)));
        }
        return table.toString();
    }

    private static String keysAndValues(InspectReport report) {
        String at = " a token at " + report.recurrences();
        Table table = Table.of("--kv", "f32" + at, "bf16" + at);
        for (String policy : InspectReport.POLICIES) {
            table.add(
                    policy,
                    Units.bytes(report.kvBytesPerToken(policy, KvFormat.F32)),
                    Units.bytes(report.kvBytesPerToken(policy, KvFormat.BF16)));
        }
        return table.toString();
    }
}
