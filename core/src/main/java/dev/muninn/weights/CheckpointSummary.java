package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.gguf.GgufModel;
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
 * What a model directory or a GGUF file holds. Weights need not be there: config alone, or config and shard index, are enough for all but
 * {@code storage} and {@code held}.
 *
 * @param parameters by part of the model; a tied head is counted once, with the embedding
 * @param storage bytes of the stored tensors by format, see {@link ModelFiles#storage}, empty without weights
 * @param held what matrices of each stored format become in memory unless another format is asked for, empty without weights
 * @param heldBytes bytes of the weights in memory then; 0 without weights
 * @param storedBytes bytes of all tensors: of the files, else as the index says, else unknown
 * @param weightsPresent whether the weights are there; then they were checked against the config
 */
public record CheckpointSummary(
        Architecture config,
        Map<Part, Long> parameters,
        Map<String, Long> storage,
        Map<String, WeightFormat> held,
        long heldBytes,
        OptionalLong storedBytes,
        boolean weightsPresent) {
    /** Reads the directory or the GGUF file; a checkpoint that does not fit its config is refused. */
    public static CheckpointSummary of(Path directory) {
        if (GgufModel.isGguf(directory)) {
            return ofWeights(directory);
        }
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
        return new CheckpointSummary(config, parameters(config), Map.of(), Map.of(), 0, bytes, false);
    }

    /** What a checkpoint of {@code config} would hold. */
    public static CheckpointSummary of(Architecture config) {
        return new CheckpointSummary(config, parameters(config), Map.of(), Map.of(), 0, OptionalLong.empty(), false);
    }

    private static boolean hasShards(Path directory) {
        try (var files = Files.newDirectoryStream(directory, "*.safetensors")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new MuninnException(directory + ": cannot be read: " + e, e);
        }
    }

    private static CheckpointSummary ofWeights(Path directory) {
        try (ModelFiles files = ModelFiles.open(directory)) {
            Architecture config = files.architecture();
            Map<String, WeightFormat> held = new TreeMap<>();
            long heldBytes = 0;
            for (Param param : Layout.of(config).params()) {
                WeightFormat format = WeightFormat.F32;
                if (param.matrix()) {
                    format = files.tensors().matrix(param).format();
                    for (String stored : files.formats(param)) {
                        held.put(stored, format);
                    }
                }
                heldBytes += format.bytes(param.shape().rows(), param.shape().cols());
            }
            Map<String, Long> storage = files.storage();
            long bytes = storage.values().stream().mapToLong(b -> b).sum();
            return new CheckpointSummary(
                    config, parameters(config), storage, held, heldBytes, OptionalLong.of(bytes), true);
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
