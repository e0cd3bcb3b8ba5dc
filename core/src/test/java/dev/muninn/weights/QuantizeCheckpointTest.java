package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.config.ConfigReader;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.QuantizeCheckpoint.TensorReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizeCheckpointTest {
    private static final QuantizeCheckpoint.Progress QUIET = (tensor, done, total) -> {};

    @TempDir
    Path directory;

    private Path out;

    @BeforeEach
    void nameTheTarget() {
        out = directory.resolve("out");
    }

    /** The bounds are what uniform rounding errors of normal weights come to, with some room. */
    @ParameterizedTest
    @CsvSource({"F32, 0", "BF16, 0.0025", "INT8, 0.008", "INT8_ROW, 0.010", "INT4, 0.12"})
    void everyMatrixStaysWithinTheErrorOfItsFormat(WeightFormat format, double bound) {
        for (Path source : List.of(Goldens.HUGINN_TINY, Goldens.OURO_TINY)) {
            Path target = out.resolveSibling(source.getFileName() + "-" + format);
            List<TensorReport> reports = new QuantizeCheckpoint(source, format, 2).write(target, QUIET);
            Architecture config = ModelDirectory.facts(target);
            assertThat(config).isEqualTo(ModelDirectory.facts(source));
            try (Checkpoint before = Checkpoint.open(source);
                    Checkpoint after = Checkpoint.open(target)) {
                after.verify(Families.stored(Layout.of(config)), Set.of());
                for (Stored tensor : Families.stored(Layout.of(config))) {
                    if (tensor.matrix()) {
                        TensorReport report = reports.stream()
                                .filter(r -> r.name().equals(tensor.name()))
                                .findFirst()
                                .orElseThrow();
                        assertSame(before, after, tensor, format, bound, report);
                    } else {
                        int[] shape = tensor.shape().stream()
                                .mapToInt(Math::toIntExact)
                                .toArray();
                        assertThat(after.vector(tensor.name(), shape)).isEqualTo(before.vector(tensor.name(), shape));
                    }
                }
                assertThat(after.has("freqs_cis")).isFalse();
            }
        }
    }

    /** Errors measured from the two files, independently of the report, which must agree. */
    private static void assertSame(
            Checkpoint before,
            Checkpoint after,
            Stored tensor,
            WeightFormat format,
            double bound,
            TensorReport report) {
        MatrixSource a = before.matrix(tensor.name(), tensor.rows(), tensor.cols());
        MatrixSource b = after.matrix(tensor.name(), tensor.rows(), tensor.cols());
        assertThat(b.format()).isEqualTo(format);
        double squares = 0;
        double errors = 0;
        double max = 0;
        float[] x = new float[a.cols()];
        float[] y = new float[a.cols()];
        for (int row = 0; row < a.rows(); row++) {
            a.readRow(row, x, 0);
            b.readRow(row, y, 0);
            for (int k = 0; k < a.cols(); k++) {
                squares += (double) x[k] * x[k];
                errors += (double) (x[k] - y[k]) * (x[k] - y[k]);
                max = Math.max(max, Math.abs(x[k] - y[k]));
            }
        }
        assertThat(Math.sqrt(errors / squares)).isLessThanOrEqualTo(bound);
        assertThat(report.relativeError()).isCloseTo(Math.sqrt(errors / squares), within(1e-6));
        assertThat(report.maxError()).isCloseTo(max, within(1e-7));
        assertThat(report.bytesAfter()).isEqualTo(format.bytes(a.rows(), a.cols()));
        assertThat(report.bytesBefore()).isEqualTo(4L * a.rows() * a.cols());
    }

    /** What a kernel packs from the file is what it would pack from the original weights. */
    @ParameterizedTest
    @EnumSource(
            value = WeightFormat.class,
            names = {"INT8", "INT8_ROW", "INT4"})
    void codesAreThoseOfTheQuantizerAndSurviveASecondPass(WeightFormat format) throws IOException {
        Path again = directory.resolve("again");
        new QuantizeCheckpoint(Goldens.HUGINN_TINY, format, 2).write(out, QUIET);
        List<TensorReport> second = new QuantizeCheckpoint(out, format, 1).write(again, QUIET);
        assertThat(Files.mismatch(out.resolve(Checkpoint.SINGLE_FILE), again.resolve(Checkpoint.SINGLE_FILE)))
                .isEqualTo(-1);
        assertThat(second)
                .allMatch(report -> report.relativeError() == 0 && report.bytesBefore() == report.bytesAfter());
        try (Checkpoint before = Checkpoint.open(Goldens.HUGINN_TINY);
                Checkpoint after = Checkpoint.open(out)) {
            MatrixSource a = before.matrix("transformer.adapter.weight", 48, 96);
            MatrixSource b = after.matrix("transformer.adapter.weight", 48, 96);
            float[] row = new float[96];
            for (int n = 0; n < 48; n++) {
                a.readRow(n, row, 0);
                byte[] codes = new byte[96];
                byte[] read = new byte[96];
                float[] scales = new float[format.scales(96)];
                float[] scalesRead = new float[format.scales(96)];
                Quantizer.quantizeRow(format, row, 0, 96, codes, scales);
                b.readCodes(n, read, scalesRead);
                assertThat(read).isEqualTo(codes);
                assertThat(scalesRead).isEqualTo(scales);
            }
        }
    }

    @Test
    void shardsAndThreadsDoNotChangeWhatIsRead() {
        Path sharded = directory.resolve("sharded");
        new QuantizeCheckpoint(Goldens.HUGINN_TINY, WeightFormat.INT8, 1).write(out, QUIET);
        new QuantizeCheckpoint(Goldens.HUGINN_TINY, WeightFormat.INT8, 3, 30_000).write(sharded, QUIET);
        assertThat(sharded.resolve("model-00001-of-00008.safetensors")).exists();
        try (Checkpoint one = Checkpoint.open(out);
                Checkpoint many = Checkpoint.open(sharded)) {
            assertThat(many.names()).containsExactlyInAnyOrderElementsOf(one.names());
            for (String name : one.names()) {
                assertThat(many.bytes(many.info(name).orElseThrow())
                                .mismatch(one.bytes(one.info(name).orElseThrow())))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void theConfigIsKeptAndCompanionsAreCopied() throws IOException {
        Path source = copyOfGolden();
        Files.writeString(source.resolve("tokenizer.json"), "{}");
        Files.writeString(source.resolve("chat_template.jinja"), "x");
        Files.writeString(source.resolve("pytorch_model.bin"), "not copied");
        List<String> heard = new ArrayList<>();
        new QuantizeCheckpoint(source, WeightFormat.INT4, 2)
                .write(out, (tensor, done, total) -> heard.add(done + "/" + total));
        assertThat(ConfigReader.quantization(out.resolve("config.json"))).contains("int4");
        assertThat(ConfigReader.quantization(source.resolve("config.json"))).isEmpty();
        assertThat(names(out))
                .containsExactlyInAnyOrder("config.json", "model.safetensors", "tokenizer.json", "chat_template.jinja");
        assertThat(Files.readString(out.resolve("config.json"))).contains("\"activation_checkpoint_impl\"");
        assertThat(heard.getLast()).isEqualTo("710784/710784");
        assertThat(names(directory)).containsExactlyInAnyOrder("out", "source");
    }

    @Test
    void aFailureAtAnyTensorLeavesNothing() throws IOException {
        for (int at = 0; at < 70; at += 23) {
            int failAt = at;
            int[] count = {0};
            assertThatThrownBy(() -> new QuantizeCheckpoint(Goldens.HUGINN_TINY, WeightFormat.INT4, 2)
                            .write(out, (tensor, done, total) -> {
                                if (count[0]++ == failAt) {
                                    throw new IllegalStateException("stop");
                                }
                            }))
                    .hasMessage("stop");
            assertThat(names(directory)).isEmpty();
        }
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() throws IOException {
        Path source = copyOfGolden();
        Path weights = source.resolve(Checkpoint.SINGLE_FILE);
        try (Checkpoint checkpoint = Checkpoint.open(source);
                RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.seek(
                    checkpoint.info("transformer.adapter.weight").orElseThrow().begin() + 4 * (96 * 3 + 7));
            file.write(new byte[] {0, 0, (byte) 0xC0, 0x7F});
        }
        assertThatThrownBy(() -> new QuantizeCheckpoint(source, WeightFormat.INT8, 2).write(out, QUIET))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tensor 'transformer.adapter.weight': found NaN at row 3, column 7");
        assertThat(names(directory)).containsExactly("source");
    }

    @Test
    void anExistingTargetIsRefusedUnlessEmpty() throws IOException {
        Files.createDirectory(out);
        new QuantizeCheckpoint(Goldens.OURO_TINY, WeightFormat.INT8, 1).write(out, QUIET);
        assertThat(names(out)).contains("model.safetensors");
        assertThatThrownBy(() -> new QuantizeCheckpoint(Goldens.OURO_TINY, WeightFormat.INT8, 1).write(out, QUIET))
                .isInstanceOf(MuninnException.class)
                .hasMessage(out + ": exists already, wanted a new or an empty directory; delete it or name another");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> new QuantizeCheckpoint(Goldens.OURO_TINY, WeightFormat.INT8, 1).write(file, QUIET))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void moreThanTheDiskHoldsIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> StagedDirectory.create(out, Long.MAX_VALUE))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("MB will be written, found");
        assertThat(names(directory)).isEmpty();
    }

    private Path copyOfGolden() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        for (String name : List.of("config.json", Checkpoint.SINGLE_FILE)) {
            Files.copy(Goldens.HUGINN_TINY.resolve(name), source.resolve(name));
        }
        return source;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
