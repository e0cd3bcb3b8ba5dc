package dev.muninn.gguf;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.MatrixSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A model in GGUF, read where it lies: metadata and tensors by the names that the file uses, of all shards. Safe to read from several
 * threads; nothing of it may be read after {@link #close}.
 */
public final class GgufModel implements AutoCloseable {
    /** The end of a GGUF file's name. */
    public static final String SUFFIX = ".gguf";

    private final Path path;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<Path, GgufFile> files = new LinkedHashMap<>();
    private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

    private GgufModel(Path path, Arena arena) {
        this.path = path;
        this.arena = arena;
        GgufFile given = GgufFile.open(path, arena);
        List<GgufFile> all = new ArrayList<>();
        for (Path shard : GgufShards.of(path, given.header().metadata())) {
            all.add(shard.equals(path) ? given : GgufFile.open(shard, arena));
        }
        GgufShards.check(all);
        all.forEach(this::add);
        this.metadata = all.getFirst().header().metadata();
    }

    /** Opens {@code path}, which may be any shard of a model in several; every header is checked. */
    public static GgufModel open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return new GgufModel(path, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private void add(GgufFile file) {
        files.put(file.path(), file);
        file.header().tensors().forEach((name, tensor) -> {
            GgufTensor first = tensors.putIfAbsent(name, tensor);
            if (first != null) {
                throw GgufHeader.fault(
                        file.path(), name, "it also in " + first.file().getFileName(), "every tensor in one shard");
            }
        });
    }

    /** Whether {@code path} is named as a GGUF file is. */
    public static boolean isGguf(Path path) {
        return String.valueOf(path.getFileName()).endsWith(SUFFIX);
    }

    public Path path() {
        return path;
    }

    /** The metadata, of the first shard if there are several. */
    public GgufMetadata metadata() {
        return metadata;
    }

    /** All tensors by their names in the file, in the order of the files. */
    public Map<String, GgufTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    public Optional<GgufTensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** As {@link #tensor}; an absent one is an error. */
    public GgufTensor require(String name) {
        return tensor(name)
                .orElseThrow(() ->
                        new MuninnException("%s: tensor '%s' is missing".formatted(path, JsonFields.shorten(name))));
    }

    /** A matrix as f32, dequantized a row at a time when it is read. */
    public MatrixSource matrix(GgufTensor tensor, RowOrder order) {
        MuninnException.require(
                tensor.shape().size() == 2 && tensor.elements() <= Integer.MAX_VALUE,
                "%s: tensor '%s' has shape %s, wanted two dimensions and fewer than 2^31 elements",
                tensor.file(),
                JsonFields.shorten(tensor.name()),
                tensor.shape());
        int rows = (int) (long) tensor.shape().getFirst();
        return new GgufMatrix(tensor.name(), rows, (int) tensor.cols(), tensor.type(), order, bytes(tensor));
    }

    /** All elements of a tensor as floats, row-major. */
    public float[] values(GgufTensor tensor) {
        int cols = Math.toIntExact(tensor.cols());
        float[] values = new float[Math.toIntExact(tensor.elements())];
        GgufMatrix rows =
                new GgufMatrix(tensor.name(), values.length / cols, cols, tensor.type(), RowOrder.SAME, bytes(tensor));
        for (int row = 0; row < rows.rows(); row++) {
            rows.readRow(row, values, row * cols);
        }
        return values;
    }

    private MemorySegment bytes(GgufTensor tensor) {
        return Objects.requireNonNull(files.get(tensor.file())).bytes(tensor);
    }

    @Override
    public void close() {
        arena.close();
    }
}
