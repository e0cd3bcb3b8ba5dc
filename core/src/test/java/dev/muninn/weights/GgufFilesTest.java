package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufWriter;
import dev.muninn.gguf.RowOrder;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters with the rows of the checkpoint that a file was made from. */
class GgufFilesTest {
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
        try (GgufFiles files = open(model("llama"))) {
            float[] rows = firstColumn(files.params().matrix(param(files, Tensor.QKV)));
            assertThat(rows).hasSize(64).startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8, 10);
            assertThat(java.util.Arrays.copyOfRange(rows, 32, 48))
                    .containsExactly(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
            assertThat(java.util.Arrays.copyOfRange(rows, 48, 64)).startsWith(0, 1, 2, 3);
            float[] bias = files.params().vector(param(files, Tensor.QKV_BIAS));
            assertThat(bias).startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8, 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2"})
    void thoseOfQwenStay(String arch) {
        try (GgufFiles files = open(model(arch).without("blk.0.attn_output.bias"))) {
            assertThat(firstColumn(files.params().matrix(param(files, Tensor.QKV))))
                    .startsWith(0, 1, 2, 3, 4, 5);
            assertThat(files.params().vector(param(files, Tensor.QKV_BIAS))).startsWith(0, 1, 2, 3);
        }
    }

    @Test
    void aMissingWronglyShapedOrExtraTensorIsNamed() {
        assertRefused(model("llama").without("blk.0.ffn_up.weight"), "'blk.0.ffn_up.weight' is missing");
        assertRefused(
                model("llama").without("blk.0.ffn_up.weight").tensor("blk.0.ffn_up.weight", new float[32], 1, 32),
                "'blk.0.ffn_up.weight'",
                "[1, 32]",
                "[16, 32]");
        assertRefused(
                model("llama").tensor("blk.0.attn_q_norm.weight", new float[8], 8),
                "'blk.0.attn_q_norm.weight' is extra",
                "'llama'");
    }

    @Test
    void tokensWithARoleAndWhatToDrawWithAreTheFiles() {
        GgufWriter writer = model("llama")
                .put("tokenizer.ggml.bos_token_id", 0)
                .put("tokenizer.ggml.eos_token_id", 1)
                .put("tokenizer.ggml.eot_token_id", 0)
                .put("general.sampling.temp", 0.6f)
                .put("general.sampling.top_k", 20);
        try (GgufFiles files = open(writer)) {
            assertThat(files.architecture().tokens().bos()).hasValue(0);
            assertThat(files.architecture().tokens().eos()).containsExactly(1, 0);
            assertThat(files.generationDefaults().temperature()).hasValue(0.6);
            assertThat(files.generationDefaults().topK()).hasValue(20);
            assertThat(files.hasTokenizer()).isFalse();
        }
    }

    /** Pieces of one matrix may be stored in formats of their own. */
    @Test
    void bf16BesideF32IsReadAsF32() {
        GgufWriter writer = model("llama").without("blk.0.attn_v.weight");
        try (GgufFiles files = open(writer.tensor("blk.0.attn_v.weight", 30, new byte[16 * 32 * 2], 16, 32))) {
            MatrixSource qkv = files.params().matrix(param(files, Tensor.QKV));
            assertThat(qkv.format()).isEqualTo(WeightFormat.F32);
            assertThat(firstColumn(qkv)[63]).isZero();
        }
    }

    private static Param param(GgufFiles files, Tensor tensor) {
        Architecture facts = files.architecture();
        return Layout.of(facts).get(tensor);
    }

    /** Width 32, four query heads and two of keys, one block with biases; every element of q, k and v is the number of its row. */
    private static GgufWriter model(String arch) {
        return GgufConfigTest.writer(arch)
                .tensor("blk.0.attn_norm.weight", new float[32], 32)
                .tensor("blk.0.attn_q.weight", byRow(32, 32), 32, 32)
                .tensor("blk.0.attn_k.weight", byRow(16, 32), 16, 32)
                .tensor("blk.0.attn_v.weight", byRow(16, 32), 16, 32)
                .tensor("blk.0.attn_q.bias", byRow(32, 1), 32)
                .tensor("blk.0.attn_k.bias", byRow(16, 1), 16)
                .tensor("blk.0.attn_v.bias", byRow(16, 1), 16)
                .tensor("blk.0.attn_output.weight", new float[1024], 32, 32)
                .tensor("blk.0.attn_output.bias", new float[32], 32)
                .tensor("blk.0.ffn_norm.weight", new float[32], 32)
                .tensor("blk.0.ffn_gate.weight", new float[512], 16, 32)
                .tensor("blk.0.ffn_up.weight", new float[512], 16, 32)
                .tensor("blk.0.ffn_down.weight", new float[512], 32, 16)
                .tensor("output_norm.weight", new float[32], 32);
    }

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

    private GgufFiles open(GgufWriter writer) {
        return GgufFiles.open(writer.write(folder.resolve("model.gguf")));
    }

    private void assertRefused(GgufWriter writer, String... message) {
        assertThatThrownBy(() -> open(writer).close())
                .isInstanceOf(MuninnException.class)
                .hasMessageContainingAll(message);
    }
}
