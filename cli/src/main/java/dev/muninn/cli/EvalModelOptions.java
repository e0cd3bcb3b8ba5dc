package dev.muninn.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model is evaluated; its weights may take several formats. */
final class EvalModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "A checkpoint directory, a GGUF file, " + ModelPlace.NAMES
                    + ". Without it the small model that ships is asked.")
    private @Nullable String model;

    @Option(
            names = "--loop",
            paramLabel = "FIRST-LAST",
            description = "Repeat these layers of a dense model, counted from 0, such as 12-18. Default: none.")
    private @Nullable String loop;

    @Option(names = "--kernels", paramLabel = "NAME", description = "Compute with these kernels and no others.")
    private @Nullable String kernels;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    @Nullable
    Integer threads;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    /** The model's directory or file, fetched if need be. */
    Path place() {
        return model == null ? ShippedModel.directory() : ModelPlace.of(model, quiet);
    }

    /** What reports call it. */
    String name() {
        return Optional.ofNullable(model)
                .flatMap(ModelPlace::shortName)
                .orElseGet(() ->
                        String.valueOf(place().toAbsolutePath().normalize().getFileName()));
    }

    Optional<String> loop() {
        return Optional.ofNullable(loop);
    }

    Optional<String> kernels() {
        return Optional.ofNullable(kernels);
    }

    boolean quiet() {
        return quiet;
    }
}
