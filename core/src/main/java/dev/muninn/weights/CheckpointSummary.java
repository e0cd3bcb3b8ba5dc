package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
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
        Architecture config,
        Map<Part, Long> parameters,
        Map<DType, Long> storage,
        OptionalLong storedBytes,
        boolean weightsPresent) {
    /** Reads the directory; a checkpoint that does not fit its config is refused. */
    public static CheckpointSummary of(Path directory) {
        Path index = directory.resolve(Checkpoint.INDEX_FILE);
        if (Files.exists(directory.resolve(Checkpoint.SINGLE_FILE)) || Files.exists(index) && hasShards(directory)) {
            return ofWeights(directory);
        }
        Architecture config = ModelDirectory.facts(directory);
        OptionalLong bytes = OptionalLong.empty();
        if (Files.exists(index)) {
            ShardIndex shards = ShardIndex.read(index);
            requireSameNames(index, shards.shards().keySet(), config);
            bytes = shards.totalBytes();
        }
        return new CheckpointSummary(config, parameters(config), Map.of(), bytes, false);
    }

    /** What a checkpoint of {@code config} would hold. */
    public static CheckpointSummary of(Architecture config) {
        return new CheckpointSummary(config, parameters(config), Map.of(), OptionalLong.empty(), false);
    }

    private static boolean hasShards(Path directory) {
        try (var files = Files.newDirectoryStream(directory, "*.safetensors")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new MuninnException(directory + ": cannot be read: " + e, e);
        }
    }

    private static CheckpointSummary ofWeights(Path directory) {
        try (ModelDirectory files = ModelDirectory.open(directory)) {
            Checkpoint checkpoint = files.checkpoint();
            Map<DType, Long> storage = new TreeMap<>();
            for (String name : checkpoint.names()) {
                checkpoint.info(name).ifPresent(t -> storage.merge(t.dtype(), t.bytes(), Long::sum));
            }
            long bytes = storage.values().stream().mapToLong(b -> b).sum();
            Architecture config = files.architecture();
            return new CheckpointSummary(config, parameters(config), storage, OptionalLong.of(bytes), true);
        }
    }

    private static void requireSameNames(Path index, Set<String> found, Architecture config) {
        Set<String> extra = new TreeSet<>(found);
        Set<String> missing = new TreeSet<>();
        for (Stored tensor : Families.stored(Layout.of(config))) {
            if (!extra.remove(tensor.name())) {
                missing.add(tensor.name());
            }
            extra.remove(tensor.name() + Checkpoint.SCALES);
        }
        extra.remove(StoredParams.headName(config));
        extra.removeIf(Buffers::computed);
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

    private static Map<Part, Long> parameters(Architecture config) {
        Map<Part, Long> all = new EnumMap<>(Part.class);
        for (Param param : Layout.of(config).params()) {
            all.merge(param.part(), param.elements(), Long::sum);
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
        return Layout.of(config).params().stream()
                .filter(param -> parts.contains(param.part()))
                .mapToLong(p ->
                        p.matrix() ? format.bytes(p.shape().rows(), p.shape().cols()) : 4 * p.elements())
                .sum();
    }
}
