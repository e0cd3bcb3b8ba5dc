package dev.muninn.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Names what a directory without safetensors weights holds instead. */
final class OtherWeights {
    private OtherWeights() {}

    /** For a message that begins with "found". */
    static String in(Path directory) {
        List<String> names;
        try (Stream<Path> files = Files.exists(directory) ? Files.list(directory) : Stream.of()) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names.stream()
                .flatMap(name -> describe(name).stream())
                .findFirst()
                .orElse("no weights");
    }

    private static Optional<String> describe(String name) {
        if (name.startsWith("adapter_model")) {
            return Optional.of("an adapter alone (" + name + "), which needs the model that it was trained on");
        }
        if (name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth")) {
            return Optional.of(name + ", which is a Python pickle");
        }
        if (name.endsWith(".gguf")) {
            return Optional.of(name + " (name the file itself to load it)");
        }
        return name.endsWith(".safetensors") ? Optional.of(name + " and no index that lists it") : Optional.empty();
    }
}
