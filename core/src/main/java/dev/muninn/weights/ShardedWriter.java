package dev.muninn.weights;

import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a checkpoint's tensors as {@code model.safetensors}, or as numbered shards with an index if they are many bytes. */
final class ShardedWriter implements AutoCloseable {
    /** Bytes of a shard, unless a single tensor has more. */
    static final long SHARD_BYTES = 4_000_000_000L;

    private final Path directory;
    private final Map<String, SafetensorsWriter> writerOf = new HashMap<>();
    private final List<SafetensorsWriter> writers = new ArrayList<>();
    private final ObjectNode index = JsonNodeFactory.instance.objectNode();

    private ShardedWriter(Path directory) {
        this.directory = directory;
    }

    static ShardedWriter create(Path directory, List<Declared> tensors, long shardBytes) {
        ShardedWriter sharded = new ShardedWriter(directory);
        try {
            sharded.open(split(tensors, shardBytes));
            return sharded;
        } catch (RuntimeException e) {
            sharded.close();
            throw e;
        }
    }

    /** In order, a new shard whenever the next tensor would not fit. */
    private static List<List<Declared>> split(List<Declared> tensors, long shardBytes) {
        List<List<Declared>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long bytes = 0;
        for (Declared tensor : tensors) {
            if (bytes > 0 && bytes + tensor.bytes() > shardBytes) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.getLast().add(tensor);
            bytes += tensor.bytes();
        }
        return shards;
    }

    private void open(List<List<Declared>> shards) {
        long total =
                shards.stream().flatMap(List::stream).mapToLong(Declared::bytes).sum();
        index.putObject("metadata").put("total_size", total);
        ObjectNode map = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? Checkpoint.SINGLE_FILE
                    : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter writer =
                    SafetensorsWriter.create(directory.resolve(name), shards.get(i), Map.of("format", "pt"));
            writers.add(writer);
            for (Declared tensor : shards.get(i)) {
                writerOf.put(tensor.name(), writer);
                map.put(tensor.name(), name);
            }
        }
    }

    /** As {@link SafetensorsWriter#write}. */
    void write(String name, long offset, ByteBuffer bytes) {
        Objects.requireNonNull(writerOf.get(name), name).write(name, offset, bytes);
    }

    void commit() throws IOException {
        writers.forEach(SafetensorsWriter::commit);
        if (writers.size() > 1) {
            DurableFiles.write(
                    directory.resolve(Checkpoint.INDEX_FILE),
                    index.toPrettyString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        writers.forEach(SafetensorsWriter::close);
    }
}
