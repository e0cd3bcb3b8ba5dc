package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.QuantizeCheckpoint;
import dev.muninn.weights.QuantizeCheckpoint.TensorReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint in another weight format. */
@Command(
        name = "quantize",
        description = "Writes a model again with its matrices in another format, and says what that cost each of them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The error of a tensor is the length of the difference over the length of the original. Norms, biases and gates become"
                    + " f32. OUT appears whole or not at all.",
            "",
            "Examples:",
            "  muninn quantize huginn huginn-int8 --weights int8",
            "  muninn quantize huginn huginn-int4 --weights int4 --json",
            "  muninn generate --model huginn-int4 \"The capital of Westphalia is\""
        })
final class QuantizeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The model directory to read, " + ModelPlace.NAMES + ".")
    private String model = ".";

    @Parameters(index = "1", paramLabel = "OUT", description = "The directory to write; new or empty.")
    private Path target = Path.of(".");

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            required = true,
            description = "int8 or int4 (a scale for 32 columns), int8-row (a scale a row), bf16 or f32.")
    private String weights = "";

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() {
        WeightFormat format = ModelOptions.format(weights);
        require(threads >= 1 && threads <= 1024, "--threads is 1 to 1024, found %d", threads);
        Path source = ModelPlace.of(model, quiet);
        if (!Files.isDirectory(source)) {
            throw new MuninnException(source + " is not a directory; a model is a directory with config.json and"
                    + " model.safetensors (or its shards and index)");
        }
        try (Interrupt interrupt = Interrupt.listen()) {
            try {
                List<TensorReport> reports = write(source, format, interrupt);
                new Output().println(json ? toJson(format, reports) : table(reports));
            } catch (CancellationException | MuninnException e) {
                if (!interrupt.requested()) {
                    throw e;
                }
                System.err.println("muninn: stopped; " + target + " was not written, nothing was left behind");
            }
            return interrupt.status();
        }
    }

    private List<TensorReport> write(Path source, WeightFormat format, Interrupt interrupt) {
        try (Progress progress = new Progress("quantizing to " + format.label(), quiet)) {
            return new QuantizeCheckpoint(source, format, threads).write(target, (tensor, done, total) -> {
                if (interrupt.requested()) {
                    throw new CancellationException();
                }
                progress.show(done, total, tensor.name());
            });
        }
    }

    private String table(List<TensorReport> reports) {
        Table table = Table.of("tensor", "format", "error", "before", "after");
        for (TensorReport report : reports) {
            table.add(
                    report.name(),
                    report.format().label(),
                    error(report),
                    Units.bytes(report.bytesBefore()),
                    Units.bytes(report.bytesAfter()));
        }
        TensorReport worst = reports.stream()
                .max(Comparator.comparingDouble(TensorReport::relativeError))
                .orElseThrow();
        table.add(
                "total", weights, "at most " + error(worst), Units.bytes(before(reports)), Units.bytes(after(reports)));
        return table.toString();
    }

    private static String error(TensorReport report) {
        return report.relativeError() == 0 ? "0" : String.format(Locale.ROOT, "%.2e", report.relativeError());
    }

    private static long before(List<TensorReport> reports) {
        return reports.stream().mapToLong(TensorReport::bytesBefore).sum();
    }

    private static long after(List<TensorReport> reports) {
        return reports.stream().mapToLong(TensorReport::bytesAfter).sum();
    }

    private String toJson(WeightFormat format, List<TensorReport> reports) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("out", target.toString()).put("format", format.label());
        ArrayNode tensors = object.putArray("tensors");
        for (TensorReport report : reports) {
            tensors.addObject()
                    .put("name", report.name())
                    .put("format", report.format().label())
                    .put("relativeError", report.relativeError())
                    .put("maxError", report.maxError())
                    .put("bytesBefore", report.bytesBefore())
                    .put("bytesAfter", report.bytesAfter());
        }
        object.put("bytesBefore", before(reports)).put("bytesAfter", after(reports));
        return object.toString();
    }
}
