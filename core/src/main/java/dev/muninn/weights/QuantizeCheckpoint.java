package dev.muninn.weights;

import dev.muninn.architecture.Layout;
import dev.muninn.config.ConfigReader;
import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Stored;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a checkpoint again with its matrices in another {@link WeightFormat}; norms, biases and gates become F32, tensors
 * the model does not need (a tied head, a table of angles) are dropped. Streams by blocks of rows, so any size fits.
 */
public final class QuantizeCheckpoint {
    /** The files beside the weights that belong to a model. */
    private static final Pattern COMPANIONS =
            Pattern.compile("tokenizer.*|special_tokens_map\\.json|added_tokens\\.json|vocab\\.(json|txt)|merges\\.txt"
                    + "|generation_config\\.json|chat_template.*|LICENSE.*|NOTICE.*");

    /**
     * What became of a tensor.
     *
     * @param format the matrices' new format, F32 for the others
     * @param relativeError ‖w−ŵ‖/‖w‖, 0 where w is all zero
     * @param maxError the largest |w−ŵ|
     */
    public record TensorReport(
            String name,
            WeightFormat format,
            double relativeError,
            double maxError,
            long bytesBefore,
            long bytesAfter) {}

    /** Hears of every finished tensor; bytes are counted in the source. */
    public interface Progress {
        void done(TensorReport tensor, long bytesDone, long bytesTotal);
    }

    private final Path source;
    private final WeightFormat format;
    private final int threads;
    private final long shardBytes;

    /** Prepares to read the checkpoint directory {@code source} with {@code threads} threads. */
    public QuantizeCheckpoint(Path source, WeightFormat format, int threads) {
        this(source, format, threads, ShardedWriter.SHARD_BYTES);
    }

    QuantizeCheckpoint(Path source, WeightFormat format, int threads, long shardBytes) {
        this.source = source;
        this.format = format;
        this.threads = threads;
        this.shardBytes = shardBytes;
    }

    /** Writes the directory {@code target}, which must be new or empty; after a failure it is as it was before. */
    public List<TensorReport> write(Path target, Progress progress) {
        StagedDirectory.requireFree(target);
        Path config = source.resolve("config.json");
        try (ModelDirectory files = ModelDirectory.open(source)) {
            Checkpoint checkpoint = files.checkpoint();
            List<Stored> kept = Layout.of(files.architecture()).params().stream()
                    .flatMap(param -> files.params().stored(param).stream())
                    .toList();
            List<Declared> stored = kept.stream().flatMap(this::storage).toList();
            long bytes = stored.stream().mapToLong(Declared::bytes).sum();
            try (StagedDirectory staged = StagedDirectory.create(target, bytes)) {
                List<TensorReport> reports = writeTensors(checkpoint, kept, stored, staged.path(), progress);
                writeConfig(config, staged.path());
                copyCompanions(staged.path());
                staged.commit();
                return reports;
            } catch (IOException e) {
                throw DurableFiles.writeFault(target, e);
            }
        }
    }

    private Stream<Declared> storage(Stored tensor) {
        return tensor.matrix()
                ? StoredRows.storage(tensor.name(), tensor.rows(), tensor.cols(), format).stream()
                : Stream.of(new Declared(tensor.name(), DType.F32, tensor.shape()));
    }

    private List<TensorReport> writeTensors(
            Checkpoint checkpoint, List<Stored> kept, List<Declared> stored, Path directory, Progress progress)
            throws IOException {
        long total = kept.stream().mapToLong(e -> storedBytes(checkpoint, e)).sum();
        long done = 0;
        List<TensorReport> reports = new ArrayList<>();
        try (ShardedWriter writer = ShardedWriter.create(directory, stored, shardBytes);
                RowBlocks blocks = new RowBlocks(threads)) {
            for (Stored tensor : kept) {
                TensorReport report = tensor.matrix()
                        ? writeMatrix(checkpoint, tensor, writer, blocks)
                        : writeVector(checkpoint, tensor, writer);
                reports.add(report);
                done += report.bytesBefore();
                progress.done(report, done, total);
            }
            writer.commit();
        }
        return reports;
    }

    private TensorReport writeMatrix(Checkpoint checkpoint, Stored tensor, ShardedWriter writer, RowBlocks blocks) {
        MatrixSource matrix = checkpoint.matrix(tensor.name(), tensor.rows(), tensor.cols());
        StoredRows.Errors errors = blocks
                .run(
                        tensor.rows(),
                        tensor.cols(),
                        (first, rows) -> new StoredRows(matrix, format, first, rows).write(writer))
                .stream()
                .reduce(StoredRows.Errors.NONE, StoredRows.Errors::plus);
        return new TensorReport(
                tensor.name(),
                format,
                errors.relative(),
                errors.max(),
                storedBytes(checkpoint, tensor),
                format.bytes(tensor.rows(), tensor.cols()));
    }

    private static TensorReport writeVector(Checkpoint checkpoint, Stored tensor, ShardedWriter writer) {
        int[] shape = tensor.shape().stream().mapToInt(Math::toIntExact).toArray();
        float[] values = checkpoint.vector(tensor.name(), shape);
        MatrixSource row = MatrixSource.of(tensor.name(), values, 1, values.length);
        new StoredRows(row, WeightFormat.F32, 0, 1).write(writer);
        return new TensorReport(
                tensor.name(), WeightFormat.F32, 0, 0, storedBytes(checkpoint, tensor), 4L * values.length);
    }

    private static long storedBytes(Checkpoint checkpoint, Stored tensor) {
        long scales = checkpoint
                .info(tensor.name() + Checkpoint.SCALES)
                .map(TensorInfo::bytes)
                .orElse(0L);
        return checkpoint.info(tensor.name()).map(TensorInfo::bytes).orElse(0L) + scales;
    }

    /** The source's config, unknown keys included, with a note on the new format. */
    private void writeConfig(Path config, Path directory) throws IOException {
        ObjectNode json = JsonFields.read(config).copy();
        json.remove(ConfigReader.QUANTIZATION);
        if (format.quantized()) {
            json.putObject(ConfigReader.QUANTIZATION).put("format", format.label());
        } else {
            json.put("torch_dtype", format == WeightFormat.BF16 ? "bfloat16" : "float32");
        }
        DurableFiles.write(
                directory.resolve("config.json"), JsonFields.toText(json).getBytes(StandardCharsets.UTF_8));
    }

    private void copyCompanions(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (COMPANIONS.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.copy(file, directory.resolve(file.getFileName()));
                }
            }
        }
    }

    static MuninnException notFinite(String name, int row, int column, float value) {
        return new MuninnException(
                "tensor '%s': found %s at row %d, column %d, wanted finite weights; is the file damaged?"
                        .formatted(name, value, row, column));
    }
}
