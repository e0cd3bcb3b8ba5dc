package dev.muninn.weights;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Stored;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tensors of a model directory: {@code model.safetensors}, or the shards that {@code model.safetensors.index.json}
 * lists. Everything is mapped, nothing is loaded. Safe to read from several threads; after {@link #close} no matrix of it
 * may be read.
 *
 * <p>A matrix {@code X} of (N, K) may be stored quantized: {@code X} as I8 (N, K), or as U8 (N, ceil(K/2)) with two signed
 * nibbles a byte (the low one is the even column), and {@code X.scales} as BF16 (N, groups), see {@link WeightFormat#scales}.
 */
public final class Checkpoint implements AutoCloseable {
    public static final String SINGLE_FILE = "model.safetensors";
    public static final String INDEX_FILE = "model.safetensors.index.json";
    static final String SCALES = ".scales";

    private final Path directory;
    private final Arena arena;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<Path, SafetensorsFile> files = new LinkedHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private Checkpoint(Path directory, Arena arena) {
        this.directory = directory;
        this.arena = arena;
    }

    /** Opens the checkpoint in {@code directory}; every file's header is checked. */
    public static Checkpoint open(Path directory) {
        Arena arena = Arena.ofShared();
        try {
            Checkpoint checkpoint = new Checkpoint(directory, arena);
            checkpoint.openFiles();
            return checkpoint;
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private void openFiles() {
        Path index = directory.resolve(INDEX_FILE);
        Path single = directory.resolve(SINGLE_FILE);
        if (Files.exists(single)) {
            add(single);
        } else if (Files.exists(index)) {
            openShards(ShardIndex.read(index), index);
        } else {
            throw new MuninnException("%s: found %s, wanted %s or %s"
                    .formatted(directory, OtherWeights.in(directory), SINGLE_FILE, INDEX_FILE));
        }
    }

    private void openShards(ShardIndex index, Path indexFile) {
        for (String shard : new TreeSet<>(index.shards().values())) {
            Path file = directory.resolve(shard);
            MuninnException.require(
                    Files.exists(file),
                    "%s: names the shard %s, which is missing; was the download complete?",
                    indexFile,
                    shard);
            add(file);
        }
        // a tensor that is nowhere, or not in the index, may be one that a model does without: verify decides
        index.shards().forEach((name, shard) -> {
            TensorInfo found = tensors.get(name);
            if (found != null && !found.file().equals(directory.resolve(shard))) {
                throw SafetensorsHeader.fault(
                        indexFile, name, "it in " + found.file().getFileName(), "it in " + shard);
            }
        });
    }

    private void add(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path, arena);
        files.put(path, file);
        file.tensors().forEach((name, tensor) -> {
            TensorInfo first = tensors.putIfAbsent(name, tensor);
            if (first != null) {
                throw SafetensorsHeader.fault(
                        path, name, "it also in " + first.file().getFileName(), "every tensor in one shard");
            }
        });
    }

    /** The names of the tensors in {@code directory}, or those that its index lists; empty where it has neither. */
    static Set<String> namesIn(Path directory) {
        if (Files.exists(directory.resolve(SINGLE_FILE))) {
            try (Checkpoint checkpoint = open(directory)) {
                return new TreeSet<>(checkpoint.names());
            }
        }
        Path index = directory.resolve(INDEX_FILE);
        return Files.exists(index) ? ShardIndex.read(index).shards().keySet() : Set.of();
    }

    public Path directory() {
        return directory;
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Bytes of the tensors by their type, in small letters. */
    Map<String, Long> storage() {
        Map<String, Long> storage = new TreeMap<>();
        tensors.values().forEach(tensor -> storage.merge(tensor.dtype().label(), tensor.bytes(), Long::sum));
        return storage;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** The (rows, cols) matrix {@code name}, in whatever format it is stored. */
    public MatrixSource matrix(String name, int rows, int cols) {
        TensorInfo tensor = wanted(name);
        MemorySegment bytes = bytes(tensor);
        StorageRules.matrix(this, tensor, rows, cols);
        return switch (tensor.dtype()) {
            case I8 ->
                new StoredMatrix.Int8(
                        name, rows, cols, StorageRules.int8Format(scales(name), cols), bytes, bytes(scales(name)));
            case U8 -> new StoredMatrix.Int4(name, rows, cols, bytes, bytes(scales(name)));
            case F32, BF16, F16 -> new StoredMatrix.Floats(name, rows, cols, tensor.dtype(), bytes);
            case F64, I64, I32, I16, U64, U32, U16, BOOL -> throw new IllegalStateException("refused above");
        };
    }

    /** All elements of the float tensor {@code name}, row-major; for norms, biases and other small ones. */
    public float[] vector(String name, int... shape) {
        TensorInfo tensor = wanted(name);
        long[] wanted = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            wanted[i] = shape[i];
        }
        StorageRules.floats(tensor, wanted);
        float[] values = new float[Math.toIntExact(tensor.elements())];
        StoredMatrix.readFloats(bytes(tensor), tensor.dtype(), 0, values, 0, values.length);
        return values;
    }

    private TensorInfo wanted(String name) {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new MuninnException(
                    "%s: tensor '%s' is missing; does config.json belong to these weights?".formatted(directory, name));
        }
        return tensor;
    }

    private TensorInfo scales(String name) {
        return wanted(name + SCALES);
    }

    /** The raw bytes of a tensor of this checkpoint. */
    MemorySegment bytes(TensorInfo tensor) {
        used.add(tensor.name());
        return Objects.requireNonNull(files.get(tensor.file())).bytes(tensor);
    }

    /**
     * Checks, without reading any weights, that the checkpoint holds exactly {@code expected}: nothing missing, nothing of another
     * shape or an unreadable type, nothing more but what can be computed.
     *
     * @param optional names that may be there besides, whatever they hold
     */
    public void verify(List<Stored> expected, Set<String> optional) {
        List<String> problems = new ArrayList<>();
        Set<String> known = new TreeSet<>(optional);
        for (Stored one : expected) {
            known.add(one.name());
            if (one.matrix()) {
                known.add(one.name() + SCALES);
            }
            problem(one).ifPresent(problems::add);
        }
        tensors.values().stream()
                .filter(tensor -> !known.contains(tensor.name()) && !Buffers.ignorable(tensor))
                .map(tensor -> "tensor '%s' is extra, the config has no place for it"
                        .formatted(JsonFields.shorten(tensor.name())))
                .forEach(problems::add);
        report(problems);
    }

    private Optional<String> problem(Stored expected) {
        TensorInfo tensor = tensors.get(expected.name());
        if (tensor == null) {
            return Optional.of("tensor '%s' %s is missing".formatted(expected.name(), expected.shape())
                    + Buffers.prefix(tensors.keySet(), expected.name()));
        }
        try {
            if (expected.matrix()) {
                StorageRules.matrix(this, tensor, expected.rows(), expected.cols());
            } else {
                StorageRules.floats(
                        tensor, expected.shape().stream().mapToLong(i -> i).toArray());
            }
            return Optional.empty();
        } catch (MuninnException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void report(List<String> problems) {
        if (!problems.isEmpty()) {
            int shown = Math.min(5, problems.size());
            String more = problems.size() > shown ? "; and %d more".formatted(problems.size() - shown) : "";
            throw new MuninnException("%s: the weights do not fit config.json: %s%s"
                    .formatted(directory, String.join("; ", problems.subList(0, shown)), more));
        }
    }

    /** Complains about tensors that nobody asked for, except those in {@code ignored}. */
    public void requireAllUsed(Set<String> ignored) {
        report(tensors.keySet().stream()
                .filter(name -> !used.contains(name) && !ignored.contains(name))
                .map(name -> "tensor '%s' was not used".formatted(name))
                .toList());
    }

    @Override
    public void close() {
        arena.close();
    }
}
