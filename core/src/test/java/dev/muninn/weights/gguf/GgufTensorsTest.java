package dev.muninn.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufWriter;
import dev.muninn.gguf.RowOrder;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors by the names and with the rows of the checkpoint that a file was made from. */
class GgufTensorsTest {
    private static final String ATTENTION = "model.layers.0.self_attn.";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"4, '0,2,1,3'", "8, '0,4,1,5,2,6,3,7'"})
    void theConverterMovesRowsInsideAHead(int width, String stored) {
        RowOrder order = RowOrder.halvesFromPairs(width);
        String[] wanted = stored.split(",");
        for (int at = 0; at < width; at++) {
            int row = Integer.parseInt(wanted[at]);
            assertThat(order.stored(row)).isEqualTo(at);
            assertThat(order.stored(3 * width + row)).isEqualTo(3 * width + at);
        }
    }

    /** Four query heads and two key heads of 8: each is put back inside its own head, whatever the number of heads. */
    @Test
    void queriesAndKeysOfLlamaArePutBack() {
        try (GgufModel model = GgufModel.open(attention("llama").write(folder.resolve("m.gguf")))) {
            GgufTensors tensors = new GgufTensors(model);
            assertThat(firstColumn(tensors.matrix(ATTENTION + "q_proj.weight", 32, 32)))
                    .startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8, 10)
                    .endsWith(25, 27, 29, 31);
            assertThat(firstColumn(tensors.matrix(ATTENTION + "k_proj.weight", 16, 32)))
                    .containsExactly(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
            assertThat(firstColumn(tensors.matrix(ATTENTION + "v_proj.weight", 16, 32)))
                    .startsWith(0, 1, 2, 3);
            assertThat(tensors.vector(ATTENTION + "q_proj.bias", 32)).startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3"})
    void thoseOfQwenStay(String arch) {
        try (GgufModel model = GgufModel.open(attention(arch).write(folder.resolve("m.gguf")))) {
            GgufTensors tensors = new GgufTensors(model);
            assertThat(firstColumn(tensors.matrix(ATTENTION + "q_proj.weight", 32, 32)))
                    .startsWith(0, 1, 2, 3);
            assertThat(tensors.vector(ATTENTION + "q_proj.bias", 32)).startsWith(0, 1, 2, 3);
        }
    }

    @Test
    void aMissingWronglyShapedOrExtraTensorIsNamed() {
        try (GgufModel model = GgufModel.open(attention("llama").write(folder.resolve("m.gguf")))) {
            GgufTensors tensors = new GgufTensors(model);
            assertThat(tensors.has("lm_head.weight")).isFalse();
            assertThatThrownBy(() -> tensors.matrix("lm_head.weight", 2, 32))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContainingAll("m.gguf", "'output.weight' is missing");
            assertThatThrownBy(() -> tensors.matrix("model.embed_tokens.weight", 32, 2))
                    .hasMessageContainingAll("'token_embd.weight'", "[2, 32]", "[32, 2]");
            assertThatThrownBy(() -> tensors.matrix("transformer.wte.weight", 32, 2))
                    .hasMessageContaining("no name for tensor 'transformer.wte.weight'");
            assertThatThrownBy(() -> tensors.requireNoOthers(Set.of("model.embed_tokens.weight")))
                    .hasMessageContainingAll("'blk.0.attn_q.weight' is extra", "'llama'");
            assertThat(tensors.matrix("model.embed_tokens.weight", 2, 32).format())
                    .isEqualTo(WeightFormat.F32);
        }
    }

    private static GgufWriter attention(String arch) {
        return GgufConfigTest.writer(arch)
                .tensor("blk.0.attn_q.weight", byRow(32, 32), 32, 32)
                .tensor("blk.0.attn_k.weight", byRow(16, 32), 16, 32)
                .tensor("blk.0.attn_v.weight", byRow(16, 32), 16, 32)
                .tensor("blk.0.attn_q.bias", byRow(32, 1), 32);
    }

    /** Every element is the number of its row. */
    private static float[] byRow(int rows, int cols) {
        float[] values = new float[rows * cols];
        IntStream.range(0, values.length).forEach(i -> values[i] = i / cols);
        return values;
    }

    private static float[] firstColumn(MatrixSource matrix) {
        float[] column = new float[matrix.rows()];
        float[] row = new float[matrix.cols()];
        for (int i = 0; i < column.length; i++) {
            matrix.readRow(i, row, 0);
            column[i] = row[0];
        }
        return column;
    }
}
