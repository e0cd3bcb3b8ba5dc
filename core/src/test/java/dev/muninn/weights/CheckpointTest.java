package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static List<Stored> expected(Path directory) {
        return Families.stored(Layout.of(ModelDirectory.facts(directory)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"huginn-tiny", "huginn-tiny/bf16-sharded", "ouro-tiny"})
    void goldenCheckpointsHoldWhatTheirConfigExpects(String name) {
        Path directory = Path.of("src/test/resources/goldens").resolve(name);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            checkpoint.verify(expected(directory), Set.of("lm_head.weight"));
        }
    }

    @Test
    void bf16ShardsHoldTheRoundedF32Values() {
        try (Checkpoint full = Checkpoint.open(Goldens.HUGINN_TINY);
                Checkpoint half = Checkpoint.open(Goldens.HUGINN_TINY_BF16)) {
            int compared = 0;
            for (Stored tensor : expected(Goldens.HUGINN_TINY)) {
                if (tensor.matrix()) {
                    MatrixSource a = full.matrix(tensor.name(), tensor.rows(), tensor.cols());
                    MatrixSource b = half.matrix(tensor.name(), tensor.rows(), tensor.cols());
                    assertThat(b.format()).isEqualTo(WeightFormat.BF16);
                    for (int row = 0; row < a.rows(); row++) {
                        float[] x = new float[a.cols()];
                        float[] y = new float[a.cols() + 1];
                        a.readRow(row, x, 0);
                        b.readRow(row, y, 1);
                        for (int k = 0; k < a.cols(); k++) {
                            assertThat(y[k + 1]).isEqualTo(Bf16.round(x[k]));
                        }
                    }
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(2 + 8 * 4);
            full.requireAllUsed(Set.copyOf(full.names().stream()
                    .filter(n ->
                            n.contains("norm") || n.contains("ln_f") || n.contains("qk_bias") || n.equals("freqs_cis"))
                    .toList()));
        }
    }

    @Test
    void theRealIndexListsExactlyTheExpectedTensors() {
        Architecture config = ModelDirectory.facts(Goldens.HUGINN_0125);
        ShardIndex index = ShardIndex.read(Goldens.HUGINN_0125.resolve(Checkpoint.INDEX_FILE));
        Set<String> known = new HashSet<>(Set.of("lm_head.weight", "freqs_cis"));
        Families.stored(Layout.of(config)).forEach(tensor -> known.add(tensor.name()));
        assertThat(known).containsExactlyInAnyOrderElementsOf(index.shards().keySet());
    }

    @Test
    void readsEveryFloatTypeAndBothQuantizedOnes(@TempDir Path directory) throws IOException {
        write(
                directory.resolve(Checkpoint.SINGLE_FILE),
                List.of(
                        Declared.of("f32", DType.F32, 1, 2),
                        Declared.of("f16", DType.F16, 1, 2),
                        Declared.of("int4", DType.U8, 2, 2),
                        Declared.of("int4.scales", DType.BF16, 2, 1),
                        Declared.of("int8", DType.I8, 1, 40),
                        Declared.of("int8.scales", DType.BF16, 1, 2),
                        Declared.of("row", DType.I8, 1, 40),
                        Declared.of("row.scales", DType.BF16, 1, 1)),
                Map.of(
                        "f32", floats(1.5f, -2),
                        "f16", shorts(0x3C00, 0xC200),
                        "int4", new byte[] {(byte) 0x81, 0x07, 0x2F, 0x0D},
                        "int4.scales", shorts(0x3F80, 0xBF00),
                        "int8.scales", shorts(0x3F80, 0x4000),
                        "int8", filled(40, -128),
                        "row", filled(40, 3),
                        "row.scales", shorts(0x3F00)));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(row(checkpoint.matrix("f32", 1, 2), 0)).containsExactly(1.5f, -2);
            assertThat(row(checkpoint.matrix("f16", 1, 2), 0)).containsExactly(1, -3);
            MatrixSource int4 = checkpoint.matrix("int4", 2, 3);
            assertThat(int4.format()).isEqualTo(WeightFormat.INT4);
            assertThat(row(int4, 0)).containsExactly(1, -8, 7);
            assertThat(row(int4, 1)).containsExactly(0.5f, -1, 1.5f);
            MatrixSource int8 = checkpoint.matrix("int8", 1, 40);
            assertThat(int8.format()).isEqualTo(WeightFormat.INT8);
            assertThat(row(int8, 0)[31]).isEqualTo(-128);
            assertThat(row(int8, 0)[32]).isEqualTo(-256);
            MatrixSource perRow = checkpoint.matrix("row", 1, 40);
            assertThat(perRow.format()).isEqualTo(WeightFormat.INT8_ROW);
            assertThat(row(perRow, 0)[39]).isEqualTo(1.5f);
            byte[] codes = new byte[40];
            float[] scales = new float[1];
            perRow.readCodes(0, codes, scales);
            assertThat(codes).containsOnly(3);
            assertThat(scales).containsExactly(0.5f);
            assertThatThrownBy(() -> checkpoint.matrix("f32", 1, 2).readCodes(0, codes, scales))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void everyMisfitIsNamedInOneMessage(@TempDir Path directory) throws IOException {
        write(
                directory.resolve(Checkpoint.SINGLE_FILE),
                List.of(
                        Declared.of("wide", DType.F32, 1, 2),
                        Declared.of("whole", DType.I64, 1, 1),
                        Declared.of("lonely", DType.I8, 1, 1),
                        Declared.of("extra", DType.F32, 1),
                        Declared.of("norm", DType.I8, 1)),
                Map.of(
                        "wide", new byte[8],
                        "whole", new byte[8],
                        "lonely", new byte[1],
                        "extra", new byte[4],
                        "norm", new byte[1]));
        List<Stored> expected = List.of(
                stored("gone", Tensor.NORM_1, 3),
                stored("wide", Tensor.QKV, 1, 3),
                stored("whole", Tensor.QKV, 1, 1),
                stored("lonely", Tensor.QKV, 1, 1),
                stored("norm", Tensor.NORM_1, 1));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThatThrownBy(() -> checkpoint.verify(expected, Set.of("may be gone")))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageStartingWith(directory + ": the weights do not fit config.json: ")
                    .hasMessageContaining("tensor 'gone' [3] is missing; ")
                    .hasMessageContaining("tensor 'wide' has shape [1, 2], the config asks for [1, 3]")
                    .hasMessageContaining("tensor 'whole': found dtype I64, wanted F32, BF16, F16")
                    .hasMessageContaining("tensor 'lonely': found dtype I8 without 'lonely.scales'")
                    .hasMessageContaining("tensor 'norm': found dtype I8, wanted F32, BF16 or F16")
                    .hasMessageEndingWith("; and 1 more");
            assertThatThrownBy(() -> checkpoint.matrix("gone", 1, 1)).hasMessageContaining("tensor 'gone' is missing");
            assertThatThrownBy(() -> checkpoint.vector("extra", 2))
                    .hasMessageContaining("has shape [1], the config asks for [2]");
            checkpoint.matrix("wide", 1, 2);
            assertThatThrownBy(() -> checkpoint.requireAllUsed(Set.of("whole", "lonely", "norm")))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageEndingWith("tensor 'extra' was not used");
            checkpoint.requireAllUsed(Set.of("whole", "lonely", "norm", "extra"));
        }
    }

    private static Stored stored(String name, Tensor tensor, long... shape) {
        Param param = Layout.of(ModelDirectory.facts(Goldens.HUGINN_TINY)).params().stream()
                .filter(p -> p.tensor() == tensor)
                .findFirst()
                .orElseThrow();
        return new Stored(param, name, Arrays.stream(shape).boxed().toList());
    }

    @Test
    void damagedShardSetsAreMessages(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessage(directory + ": found no weights, wanted model.safetensors or model.safetensors.index.json");
        shard(directory, "s1.safetensors", "a");
        shard(directory, "s2.safetensors", "b");
        assertIndexRefused(
                directory,
                "{'a': 's1.safetensors', 'b': 's3.safetensors'}",
                "names the shard s3.safetensors, which is missing");
        assertIndexRefused(
                directory,
                "{'a': 's2.safetensors', 'b': 's1.safetensors'}",
                "tensor 'a': found it in s1.safetensors, wanted it in s2.safetensors");
        assertIndexRefused(
                directory,
                "{'a': '../s1.safetensors'}",
                "'weight_map.a': found '../s1.safetensors', wanted a plain file name");
        assertIndexRefused(directory, "{'a': 3}", "'weight_map.a': found 3, wanted a text");
        shard(directory, "s1.safetensors", "a", "b");
        assertIndexRefused(
                directory,
                "{'a': 's1.safetensors', 'b': 's2.safetensors'}",
                "tensor 'b': found it also in s1.safetensors, wanted every tensor in one shard");
    }

    private static void assertIndexRefused(Path directory, String map, String message) throws IOException {
        Files.writeString(directory.resolve(Checkpoint.INDEX_FILE), "{\"weight_map\": " + map.replace('\'', '"') + "}");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(message);
    }

    private static void shard(Path directory, String file, String... names) throws IOException {
        List<Declared> tensors =
                Arrays.stream(names).map(n -> Declared.of(n, DType.U8, 1)).toList();
        write(
                directory.resolve(file),
                tensors,
                Arrays.stream(names).collect(Collectors.toMap(n -> n, n -> new byte[1])));
    }

    private static void write(Path path, List<Declared> tensors, Map<String, byte[]> bytes) throws IOException {
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of())) {
            bytes.forEach((name, b) -> writer.write(name, 0, ByteBuffer.wrap(b)));
            writer.commit();
        }
    }

    private static float[] row(MatrixSource matrix, int row) {
        float[] values = new float[matrix.cols()];
        matrix.readRow(row, values, 0);
        return values;
    }

    private static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }
}
