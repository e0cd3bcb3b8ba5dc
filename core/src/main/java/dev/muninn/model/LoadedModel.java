package dev.muninn.model;

import dev.muninn.config.ConfigReader;
import dev.muninn.config.ModelConfig;
import dev.muninn.config.OuroConfig;
import dev.muninn.config.RavenConfig;
import dev.muninn.kernels.Kernels;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.Checkpoint;
import dev.muninn.weights.Expected;
import dev.muninn.weights.TensorSource;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A model in memory.
 *
 * @param weightBytes bytes of its packed matrices
 */
public record LoadedModel(RecurrentModel model, long weightBytes) {
    /**
     * Reads {@code directory}'s config, checks every tensor's name and shape before anything long, then packs.
     *
     * @param format what matrices become; null keeps each as it is stored
     * @param progress told each tensor's name and the bytes packed so far
     */
    public static LoadedModel load(
            Path directory, Kernels kernels, @Nullable WeightFormat format, ObjLongConsumer<String> progress) {
        ModelConfig config = ConfigReader.read(directory.resolve("config.json"));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            checkpoint.verify(Expected.of(config));
            return of(config, checkpoint, kernels, format, progress);
        }
    }

    /** Packs the model of {@code config} from {@code tensors}; the rest as in {@link #load}. */
    public static LoadedModel of(
            ModelConfig config,
            TensorSource tensors,
            Kernels kernels,
            @Nullable WeightFormat format,
            ObjLongConsumer<String> progress) {
        WeightLoader weights = new WeightLoader(tensors, kernels, format, progress);
        RecurrentModel model = switch (config) {
            case RavenConfig raven -> new RavenModel(raven, kernels, weights);
            case OuroConfig ouro -> new OuroModel(ouro, kernels, weights);
        };
        return new LoadedModel(model, weights.bytes());
    }
}
