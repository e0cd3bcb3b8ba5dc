package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.locate.ModelLocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a model lies that a command line names: a path, or {@code hf:ORG/NAME[@REVISION][:FILE]}, which is fetched if it is not here. */
final class ModelPlace {
    /** For descriptions of options. */
    static final String NAMES = "or hf:ORG/NAME[@REVISION][:FILE.gguf], which is fetched on first use";

    private static final Pattern LIKE_A_NAME = Pattern.compile("\\w[\\w.-]*/\\w[\\w.-]*");

    private ModelPlace() {}

    /** The model's directory or file, after fetching what is missing. */
    static Path of(String reference, boolean quiet) {
        Optional<ModelLocator> locator = ModelLocator.of(reference);
        if (locator.isEmpty()) {
            return path(reference);
        }
        try (FetchProgress progress = new FetchProgress(quiet)) {
            return locator.get().locate(name(reference), progress);
        }
    }

    /** A directory with what describes the model, its weights left out where that can be done. */
    static Path described(String reference, boolean quiet) {
        Optional<ModelLocator> locator = ModelLocator.of(reference);
        if (locator.isEmpty()) {
            return path(reference);
        }
        try (FetchProgress progress = new FetchProgress(quiet)) {
            return locator.get().describe(name(reference), progress);
        }
    }

    /** What clients may call a model that was named so; empty for a path, whose last part says it. */
    static Optional<String> shortName(String reference) {
        return ModelLocator.of(reference).map(locator -> locator.shortName(name(reference)));
    }

    private static String name(String reference) {
        return reference.substring(reference.indexOf(':') + 1);
    }

    private static Path path(String reference) {
        Path path = Path.of(reference);
        if (!Files.exists(path) && LIKE_A_NAME.matcher(reference).matches()) {
            throw new MuninnException(reference + " is not a directory; a model is a directory with config.json and"
                    + " model.safetensors (or its shards and index), or, on a hub, hf:" + reference);
        }
        return path;
    }
}
