package dev.muninn.eval.proof;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A checkpoint, and those in {@code baselines/} beside it. */
public final class CheckpointModels implements Models {
    private final Path directory;
    private final EngineOptions options;

    public CheckpointModels(Path directory, EngineOptions options) {
        this.directory = directory;
        this.options = options;
    }

    @Override
    public Subject open() {
        return open(directory, options);
    }

    @Override
    public Subject open(WeightFormat format) {
        return open(directory, options.withWeights(format));
    }

    private static Subject open(Path model, EngineOptions options) {
        Engine engine = Engine.load(model, options);
        try {
            return Subject.of(String.valueOf(model.getFileName()), engine);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    @Override
    public TrainingFacts training() {
        return TrainingFacts.of(directory, ModelDirectory.facts(directory));
    }

    @Override
    public List<String> baselines() {
        Path folder = directory.resolveSibling("baselines");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> models = Files.list(folder)) {
            return models.filter(model -> Files.exists(model.resolve("config.json")))
                    .map(model -> model.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new MuninnException(folder + ": could not be listed (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public Subject openBaseline(String name) {
        return open(directory.resolveSibling("baselines").resolve(name), options);
    }
}
