package dev.muninn.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.tensor.MatrixSource;
import dev.muninn.weights.SafetensorsFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random blocks of each format against what ggml's own Python reads from them. */
class GgmlTypeTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens/gguf");
    private static final int ROWS = 4;
    private static final int COLS = 512;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"F32", "F16", "BF16"})
    void dequantizesToTheBit(GgmlType type) {
        float[] found = new float[ROWS * COLS];
        float[] wanted;
        try (GgufModel model = GgufModel.open(GOLDENS.resolve("formats.gguf"));
                Arena arena = Arena.ofConfined()) {
            GgufTensor tensor = model.tensor(type.name()).orElseThrow();
            assertThat(tensor.type()).isEqualTo(type);
            MatrixSource matrix = model.matrix(tensor, RowOrder.SAME);
            for (int row = 0; row < ROWS; row++) {
                matrix.readRow(row, found, row * COLS);
            }
            var values = SafetensorsFile.open(GOLDENS.resolve("formats-values.safetensors"), arena);
            MemorySegment bytes = values.bytes(values.tensors().get(type.name()));
            wanted = bytes.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        }
        assertThat(found).containsExactly(wanted).doesNotContain(Float.NaN);
        // no block of zeros, which every layout reads alike
        assertThat(IntStream.range(0, found.length).mapToObj(i -> found[i]).distinct())
                .hasSizeGreaterThan(100);
    }
}
