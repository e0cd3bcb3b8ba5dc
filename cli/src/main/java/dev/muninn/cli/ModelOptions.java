package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.architecture.Band;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, and how it computes. */
final class ModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A checkpoint directory (config.json, model.safetensors or its shards, tokenizer.json), a GGUF file, "
                            + ModelPlace.NAMES + ". Without it the small model that ships answers.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            description =
                    "What weights become in memory: f32, bf16, int8, int8-row, int4. Default: as they are stored, or f32 where that is no format of ours.")
    private @Nullable String weights;

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            description = "Compute with these kernels and no others; 'muninn doctor' lists them.")
    private @Nullable String kernels;

    @Option(
            names = "--loop",
            paramLabel = "FIRST-LAST",
            description = "Repeat these layers of a dense model, counted from 0, such as 12-18; -r says how often."
                    + " Default: none, or as the model was made.")
    private @Nullable String loop;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    private @Nullable Integer threads;

    @Option(
            names = "--block",
            paramLabel = "ROWS",
            description =
                    "Rows that go through the model at once, in prefill and batches. Changes speed, no result. Default: 64.")
    private int blockRows = 64;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    boolean quiet() {
        return quiet;
    }

    /** The models as they were named; none for the one that ships. */
    List<String> references() {
        return models;
    }

    /** The only model, as it was named; empty for the one that ships. */
    private Optional<String> reference() {
        if (models.size() > 1) {
            throw new MuninnException("--model is given %d times; this command takes one model, muninn serve several"
                    .formatted(models.size()));
        }
        return models.stream().findFirst();
    }

    /** Loads the model, telling how far it is if that takes a while. */
    Engine load() {
        return load(reference(), OptionalLong.empty());
    }

    /**
     * Loads a model.
     *
     * @param reference as it was named; empty for the one that ships
     * @param kvMemory memory for its keys and values; empty for what is available
     */
    Engine load(Optional<String> reference, OptionalLong kvMemory) {
        Path directory = reference.map(named -> ModelPlace.of(named, quiet)).orElseGet(ShippedModel::directory);
        String name = reference.flatMap(ModelPlace::shortName).orElseGet(() -> String.valueOf(directory.getFileName()));
        try (Progress progress = new Progress("loading " + name, quiet)) {
            EngineOptions options = EngineOptions.defaults()
                    .withBlockRows(blockRows)
                    .withWeights(weights == null ? null : format(weights))
                    .withProgress((tensor, bytes) -> progress.show(() -> megabytes(bytes) + ", " + tensor));
            options = kernels == null ? options : options.withKernels(kernels);
            options = threads == null ? options : options.withThreads(threads);
            options = loop == null ? options : options.withLoop(Band.parse(loop));
            options = kvMemory.isEmpty() ? options : options.withKvMemory(kvMemory.getAsLong());
            Engine engine = Engine.load(directory, options);
            String inUse = engine.kernels().provider().name();
            if (inUse.equals("scalar") && kernels == null) {
                note("computing with the slow scalar kernels; 'muninn doctor' says why");
            }
            return engine;
        }
    }

    /** A line on standard error, unless the user wants none. */
    void note(String text) {
        if (!quiet) {
            System.err.println("muninn: " + text);
        }
    }

    static WeightFormat format(String label) {
        for (WeightFormat format : WeightFormat.values()) {
            if (format.label().equals(label)) {
                return format;
            }
        }
        throw new MuninnException("--weights " + label + ": unknown format; wanted one of "
                + String.join(
                        ", ",
                        Arrays.stream(WeightFormat.values())
                                .map(WeightFormat::label)
                                .toList()));
    }

    static String megabytes(long bytes) {
        return bytes < 10_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }
}
