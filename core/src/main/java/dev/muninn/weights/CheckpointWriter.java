package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
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
     * @param values a parameter's elements, row-major
     */
    public static void write(Path target, Architecture config, DType dtype, Function<Param, FloatBuffer> values) {
        long bytes = declared(config, dtype, Layout.of(config).params()).stream()
                .mapToLong(Declared::bytes)
                .sum();
        try (StagedDirectory staged = StagedDirectory.create(target, bytes)) {
            writeInto(staged.path(), config, dtype, values);
            staged.commit();
        }
    }

    /** As {@link #write}, to a directory that exists and has no such files, such as a {@link StagedDirectory}. */
    public static void writeInto(
            Path directory, Architecture config, DType dtype, Function<Param, FloatBuffer> values) {
        writeInto(directory, config, dtype, values, Layout.of(config).params());
    }

    /** As above, {@code params} alone; {@link AdaptedModel#writeBase} says where the others are. */
    public static void writeInto(
            Path directory, Architecture config, DType dtype, Function<Param, FloatBuffer> values, List<Param> params) {
        MuninnException.require(
                dtype == DType.F32 || dtype == DType.BF16,
                "%s: weights are written as F32 or BF16, found %s",
                directory,
                dtype);
        try {
            writeTensors(directory, config, dtype, values, params);
            DurableFiles.write(
                    directory.resolve("config.json"), Families.toJson(config).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DurableFiles.writeFault(directory, e);
        }
    }

    private static List<Declared> declared(Architecture config, DType dtype, List<Param> params) {
        return params.stream()
                .flatMap(param -> Families.stored(config, param).stream())
                .map(tensor -> new Declared(tensor.name(), dtype, tensor.shape()))
                .toList();
    }

    private static void writeTensors(
            Path directory, Architecture config, DType dtype, Function<Param, FloatBuffer> values, List<Param> params)
            throws IOException {
        List<Declared> declared = declared(config, dtype, params);
        try (ShardedWriter writer = ShardedWriter.create(directory, declared, ShardedWriter.SHARD_BYTES)) {
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (Param param : params) {
                FloatBuffer elements = values.apply(param).duplicate();
                for (Stored piece : Families.stored(config, param)) {
                    int count = Math.toIntExact(piece.elements());
                    write(writer, piece.name(), elements.slice(elements.position(), count), dtype, bytes);
                    elements.position(elements.position() + count);
                }
            }
            writer.commit();
        }
    }

    private static void write(ShardedWriter writer, String name, FloatBuffer elements, DType dtype, ByteBuffer bytes) {
        long at = 0;
        while (elements.hasRemaining()) {
            encode(elements, dtype, bytes.clear());
            int count = bytes.flip().remaining();
            writer.write(name, at, bytes);
            at += count;
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
