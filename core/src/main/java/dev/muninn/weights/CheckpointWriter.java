package dev.muninn.weights;

import dev.muninn.config.ConfigWriter;
import dev.muninn.config.ModelConfig;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.Bf16;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Writes weights that are held in memory as a checkpoint of F32 or BF16. */
public final class CheckpointWriter {
    private static final int BLOCK = 1 << 16;

    private CheckpointWriter() {}

    /**
     * Writes config and weights to the directory {@code target}, which must be new or empty; all of it or nothing.
     *
     * @param values a tensor's elements by its name, row-major
     */
    public static void write(Path target, ModelConfig config, DType dtype, Function<String, FloatBuffer> values) {
        long bytes = declared(config, dtype).stream().mapToLong(Declared::bytes).sum();
        try (StagedDirectory staged = StagedDirectory.create(target, bytes)) {
            writeInto(staged.path(), config, dtype, values);
            staged.commit();
        }
    }

    /** As {@link #write}, to a directory that exists and has no such files, such as a {@link StagedDirectory}. */
    public static void writeInto(
            Path directory, ModelConfig config, DType dtype, Function<String, FloatBuffer> values) {
        MuninnException.require(
                dtype == DType.F32 || dtype == DType.BF16,
                "%s: weights are written as F32 or BF16, found %s",
                directory,
                dtype);
        try {
            writeTensors(directory, declared(config, dtype), values);
            DurableFiles.write(
                    directory.resolve("config.json"),
                    ConfigWriter.toJson(config).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DurableFiles.writeFault(directory, e);
        }
    }

    private static List<Declared> declared(ModelConfig config, DType dtype) {
        return Expected.of(config).stream()
                .filter(tensor -> tensor.kind() != Expected.Kind.REDUNDANT)
                .map(tensor -> new Declared(tensor.name(), dtype, tensor.shape()))
                .toList();
    }

    private static void writeTensors(Path directory, List<Declared> tensors, Function<String, FloatBuffer> values)
            throws IOException {
        try (ShardedWriter writer = ShardedWriter.create(directory, tensors, ShardedWriter.SHARD_BYTES)) {
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (Declared tensor : tensors) {
                FloatBuffer elements = values.apply(tensor.name()).duplicate();
                long at = 0;
                while (elements.hasRemaining()) {
                    encode(elements, tensor.dtype(), bytes.clear());
                    int count = bytes.flip().remaining();
                    writer.write(tensor.name(), at, bytes);
                    at += count;
                }
            }
            writer.commit();
        }
    }

    private static void encode(FloatBuffer elements, DType dtype, ByteBuffer bytes) {
        int count = Math.min(elements.remaining(), BLOCK);
        for (int i = 0; i < count; i++) {
            if (dtype == DType.F32) {
                bytes.putFloat(elements.get());
            } else {
                bytes.putShort(Bf16.fromFloat(elements.get()));
            }
        }
    }
}
