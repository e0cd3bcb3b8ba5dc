package dev.muninn.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model is evaluated; its weights may take several formats. */
final class EvalModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description = "The model. Without it the small model that ships is asked.")
    private @Nullable Path model;

    @Option(names = "--kernels", paramLabel = "NAME", description = "Compute with these kernels and no others.")
    private @Nullable String kernels;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    @Nullable
    Integer threads;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    Path directory() {
        return model == null ? ShippedModel.directory() : model;
    }

    Optional<String> kernels() {
        return Optional.ofNullable(kernels);
    }

    boolean quiet() {
        return quiet;
    }
}
