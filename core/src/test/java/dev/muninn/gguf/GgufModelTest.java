package dev.muninn.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that readers are known to take wrongly. */
class GgufModelTest {
    private static final float[] FORTY = floats(40);

    @TempDir
    Path folder;

    @Test
    void rowsAreContiguousThoughTheFileListsColumnsFirst() {
        try (GgufModel model = open(new GgufWriter().tensor("a", FORTY, 4, 10))) {
            GgufTensor tensor = model.require("a");
            float[] row = new float[10];
            model.matrix(tensor, RowOrder.SAME).readRow(2, row, 0);

            assertThat(tensor.shape()).containsExactly(4L, 10L);
            assertThat(row).containsExactly(20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 0", "32, 1", "32, 31", "64, 0", "64, 33", "8, 4"})
    void dataBeginsAtTheNextMultipleOfTheAlignment(int alignment, int pastBoundary) {
        String filler = "";
        while (writer(alignment, filler).header().length % alignment != pastBoundary) {
            filler += "x";
        }
        try (GgufModel model = open(writer(alignment, filler))) {
            assertThat(model.values(model.require("a"))).containsExactly(FORTY);
            assertThat(model.values(model.require("b"))).containsExactly(1, 2, 3);
        }
    }

    private static GgufWriter writer(int alignment, String filler) {
        return new GgufWriter()
                .align(alignment)
                .put("filler", filler)
                .tensor("a", FORTY, 4, 10)
                .tensor("b", new float[] {1, 2, 3}, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = GgufValueType.class,
            names = {"FLOAT32", "FLOAT64", "BOOL", "STRING", "ARRAY"},
            mode = EnumSource.Mode.EXCLUDE)
    void integersOfAnyWidthAreOneNumber(GgufValueType type) {
        try (GgufModel model = open(new GgufWriter().putInteger("n", type, 100).putIntegers("list", type, 100, 7))) {
            assertThat(model.metadata().integer("n", 1, 1000)).hasValue(100);
            assertThat(model.metadata().integers("list").orElseThrow()).containsExactly(100, 7);
            assertThat(model.metadata().numbers("list").orElseThrow()).containsExactly(100, 7);
        }
    }

    @Test
    void valuesKeepTheirKind() {
        GgufWriter writer = new GgufWriter()
                .put("yes", true)
                .put("text", "zwölf\nlines")
                .put("eps", 1e-5f)
                .putNested("nested", 1, 2)
                .put("after", 5);
        try (GgufModel model = open(writer)) {
            GgufMetadata metadata = model.metadata();
            assertThat(metadata.flag("yes")).contains(true);
            assertThat(metadata.text("text")).contains("zwölf\nlines");
            assertThat(metadata.number("eps")).hasValue(1e-5);
            assertThat(metadata.integer("after", 0, 9)).hasValue(5);
            assertThat(metadata.text("absent")).isEmpty();
            assertThatThrownBy(() -> metadata.integer("text", 0, 9))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContainingAll("'text'", "zwölf", "an integer");
            assertThatThrownBy(() -> metadata.integers("nested")).hasMessageContainingAll("'nested'", "integers");
            assertThatThrownBy(() -> metadata.integer("after", 6, 9)).hasMessageContaining("is 5, wanted 6 to 9");
        }
    }

    @Test
    void numbersForEachLayerAreOneIfTheyAgree() {
        try (GgufModel model = open(new GgufWriter().put("same", 3, 3, 3).put("unlike", 3, 4, 3))) {
            assertThat(model.metadata().integer("same", 0, 9)).hasValue(3);
            assertThatThrownBy(() -> model.metadata().integer("unlike", 0, 9)).hasMessageContaining("between layers");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void hostileCountsAreRefusedBeforeAnythingIsAllocated(int countAt) throws IOException {
        byte[] bytes = new GgufWriter().put("a", 1).tensor("t", FORTY, 40).bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(countAt, 1L << 62);

        assertRefused(bytes, "found 4611686018427387904", "damaged or cut off");
    }

    @Test
    void hostileLengthsAreRefused() throws IOException {
        byte[] bytes = new GgufWriter().put("key", "text").bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(24, -1);
        assertRefused(bytes, "18446744073709551615 bytes of text");

        byte[] list = new GgufWriter().put("k", 1, 2, 3).bytes();
        ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN).putLong(24 + 9 + 4 + 4, Long.MAX_VALUE / 4);
        assertRefused(list, "elements of k");
    }

    @Test
    void whatIsNoGgufIsRefused() throws IOException {
        assertRefused(new byte[100], "does not begin with 'GGUF'");
        assertRefused("GGUF".getBytes(), "does not begin with 'GGUF'");
        byte[] old = new GgufWriter().put("a", 1).bytes();
        old[4] = 1;
        assertRefused(old, "version 1, wanted 2 or 3");
        old[4] = 0;
        old[7] = 3;
        assertRefused(old, "little-endian");
        byte[] whole = new GgufWriter().put("a", 1).tensor("t", FORTY, 40).bytes();
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "'t'", "cut off");
        assertRefused(Arrays.copyOf(whole, 40), "cut off");
    }

    @ParameterizedTest
    @CsvSource({"36, IQ4_NL_4_4", "4, Q4_2", "39, MXFP4", "99, type 99", "16, IQ2_XXS"})
    void typesThatAreNotReadAreNamed(int type, String name) throws IOException {
        assertRefused(new GgufWriter().tensor("blk.0.x", type, new byte[64], 32).bytes(), "'blk.0.x'", name, "Q4_0");
    }

    @Test
    void tensorsThatCannotBeAreRefused() throws IOException {
        int q80 = GgmlType.Q8_0.id();
        assertRefused(new GgufWriter().tensor("t", q80, new byte[68], 2, 33).bytes(), "rows of 33 in Q8_0", "32");
        assertRefused(new GgufWriter().placed("t", 0, 16, 1).bytes(), "offset 16", "multiple of 32");
        assertRefused(new GgufWriter().placed("t", 0, -32, 1).bytes(), "offset 18446744073709551584");
        assertRefused(new GgufWriter().placed("t", 0, 1L << 40, 1).bytes(), "'t'", "cut off");
        assertRefused(new GgufWriter().placed("t", 0, 0, 1L << 40, 1L << 40).bytes(), "shape", "a file can hold");
        assertRefused(new GgufWriter().placed("t", 0, 0, 0).bytes(), "shape [0]");
        assertRefused(new GgufWriter().placed("t", 0, 0, 1, 1, 1, 1, 1).bytes(), "5 dimensions");
        assertRefused(
                new GgufWriter().tensor("t", FORTY, 40).placed("u", 0, 32, 8).bytes(), "'u'", "within the data of 't'");
        assertRefused(
                new GgufWriter().tensor("t", FORTY, 40).tensor("t", FORTY, 40).bytes(), "'t'", "twice");
        assertRefused(new GgufWriter().put("a", 1).put("a", 2).bytes(), "'a' is there twice");
        assertRefused(new GgufWriter().align(48).bytes(), "alignment 48");
    }

    @Test
    void shardsAreOneModel() {
        shard(0, 3, 3).put("general.architecture", "llama").write(folder.resolve("m-00001-of-00003.gguf"));
        Path second = shard(1, 3, 3).tensor("a", FORTY, 4, 10).write(folder.resolve("m-00002-of-00003.gguf"));
        shard(2, 3, 3)
                .tensor("b", new float[] {7}, 1)
                .tensor("c", new float[] {8, 9}, 2)
                .write(folder.resolve("m-00003-of-00003.gguf"));

        try (GgufModel model = GgufModel.open(second)) {
            assertThat(model.metadata().text("general.architecture")).contains("llama");
            assertThat(model.tensors()).containsOnlyKeys("a", "b", "c");
            assertThat(model.values(model.require("a"))).containsExactly(FORTY);
            assertThat(model.values(model.require("c"))).containsExactly(8, 9);
        }
    }

    @Test
    void shardsThatAreNotOneModelAreRefused() throws IOException {
        Path first = shard(0, 2, 1).write(folder.resolve("m-00001-of-00002.gguf"));
        assertThatThrownBy(() -> GgufModel.open(first).close())
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("m-00002-of-00002.gguf is missing");

        Path second = folder.resolve("m-00002-of-00002.gguf");
        shard(0, 2, 1).write(second);
        assertThatThrownBy(() -> GgufModel.open(first).close()).hasMessageContaining("its name says 2 of 2");

        shard(1, 2, 1).write(second);
        assertThatThrownBy(() -> GgufModel.open(first).close())
                .hasMessageContaining("0 tensors in all shards, wanted 1");

        Path renamed = Files.move(first, folder.resolve("model.gguf"));
        assertThatThrownBy(() -> GgufModel.open(renamed).close()).hasMessageContaining("-00001-of-00002.gguf");
    }

    private static GgufWriter shard(int number, int count, int tensors) {
        return new GgufWriter()
                .putInteger("split.no", GgufValueType.UINT16, number)
                .putInteger("split.count", GgufValueType.UINT16, count)
                .putInteger("split.tensors.count", GgufValueType.INT32, tensors);
    }

    /** A sparse file: tensor b lies behind 3 GiB that were never written. */
    @Test
    void offsetsAreLong() throws IOException {
        long gap = 3L << 30;
        Path file = new GgufWriter()
                .placed("hole", 0, 0, gap / 4)
                .placed("b", 0, gap, 2)
                .write(folder.resolve("large.gguf"));
        long dataStart = Files.size(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(values.putFloat(5).putFloat(6).flip(), dataStart + gap);
        }
        try (GgufModel model = GgufModel.open(file)) {
            assertThat(model.values(model.require("b"))).containsExactly(5, 6);
            assertThat(model.require("hole").bytes()).isEqualTo(gap);
        }
    }

    private GgufModel open(GgufWriter writer) {
        return GgufModel.open(writer.write(folder.resolve("model.gguf")));
    }

    private void assertRefused(byte[] bytes, String... message) throws IOException {
        Path file = Files.write(folder.resolve("bad.gguf"), bytes);
        assertThatThrownBy(() -> GgufModel.open(file).close())
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("bad.gguf")
                .hasMessageContainingAll(message);
    }

    private static float[] floats(int count) {
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = i);
        return values;
    }
}
