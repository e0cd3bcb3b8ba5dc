package dev.muninn.weights;

import dev.muninn.config.ConfigReader;
import dev.muninn.config.ModelConfig;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.Expected.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a model directory holds. Weights need not be there: config alone, or config and shard index, are enough for all but
 * {@code storage}.
 *
 * @param parameters by part of the model; a tied head is counted once, with the embedding
 * @param storage bytes of the stored tensors by {@link DType}, empty without weights
 * @param storedBytes bytes of all tensors: of the files, else as the index says, else unknown
 * @param weightsPresent whether the weights are there; then they were checked against the config
 */
public record CheckpointSummary(
        ModelConfig config,
        Map<Part, Long> parameters,
        Map<DType, Long> storage,
        OptionalLong storedBytes,
        boolean weightsPresent) {
    /** Reads the directory; a checkpoint that does not fit its config is refused. */
    public static CheckpointSummary of(Path directory) {
        ModelConfig config = ConfigReader.read(directory.resolve("config.json"));
        List<Expected> expected = Expected.of(config);
        Path index = directory.resolve(Checkpoint.INDEX_FILE);
        if (Files.exists(directory.resolve(Checkpoint.SINGLE_FILE)) || Files.exists(index) && hasShards(directory)) {
            return ofWeights(directory, config, expected);
        }
        OptionalLong bytes = OptionalLong.empty();
        if (Files.exists(index)) {
            ShardIndex shards = ShardIndex.read(index);
            requireSameNames(index, shards.shards().keySet(), expected);
            bytes = shards.totalBytes();
        }
        return new CheckpointSummary(config, parameters(expected), Map.of(), bytes, false);
    }

    /** What a checkpoint of {@code config} would hold. */
    public static CheckpointSummary of(ModelConfig config) {
        return new CheckpointSummary(config, parameters(Expected.of(config)), Map.of(), OptionalLong.empty(), false);
    }

    private static boolean hasShards(Path directory) {
        try (var files = Files.newDirectoryStream(directory, "*.safetensors")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new MuninnException(directory + ": cannot be read: " + e, e);
        }
    }

    private static CheckpointSummary ofWeights(Path directory, ModelConfig config, List<Expected> expected) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            checkpoint.verify(expected);
            Map<DType, Long> storage = new TreeMap<>();
            for (String name : checkpoint.names()) {
                checkpoint.info(name).ifPresent(t -> storage.merge(t.dtype(), t.bytes(), Long::sum));
            }
            long bytes = storage.values().stream().mapToLong(b -> b).sum();
            return new CheckpointSummary(config, parameters(expected), storage, OptionalLong.of(bytes), true);
        }
    }

    private static void requireSameNames(Path index, Set<String> found, List<Expected> expected) {
        Set<String> extra = new TreeSet<>(found);
        Set<String> missing = new TreeSet<>();
        for (Expected tensor : expected) {
            if (!extra.remove(tensor.name()) && !tensor.optional()) {
                missing.add(tensor.name());
            }
            extra.remove(tensor.name() + Checkpoint.SCALES);
        }
        MuninnException.require(
                extra.isEmpty() && missing.isEmpty(),
                "%s: does not fit config.json: %d tensors missing%s, %d extra%s",
                index,
                missing.size(),
                some(missing),
                extra.size(),
                some(extra));
    }

    private static String some(Set<String> names) {
        return names.isEmpty() ? "" : names.stream().limit(3).collect(Collectors.joining(", ", " (", ")"));
    }

    private static Map<Part, Long> parameters(List<Expected> expected) {
        Map<Part, Long> all = new EnumMap<>(Part.class);
        for (Expected tensor : expected) {
            if (tensor.kind() != Expected.Kind.REDUNDANT) {
                all.merge(tensor.part(), tensor.elements(), Long::sum);
            }
        }
        return all;
    }

    public long totalParameters() {
        return parameters.values().stream().mapToLong(n -> n).sum();
    }

    /** Bytes of the weights in memory if matrices are held in {@code format}; kernels may add padding. */
    public long memoryBytes(WeightFormat format) {
        return memoryBytes(format, EnumSet.allOf(Part.class));
    }

    /** As {@link #memoryBytes(WeightFormat)}, of some parts. */
    public long memoryBytes(WeightFormat format, Set<Part> parts) {
        return Expected.of(config).stream()
                .filter(tensor -> tensor.kind() != Expected.Kind.REDUNDANT && parts.contains(tensor.part()))
                .mapToLong(t -> t.matrix() ? format.bytes(t.rows(), t.cols()) : 4 * t.elements())
                .sum();
    }
}
