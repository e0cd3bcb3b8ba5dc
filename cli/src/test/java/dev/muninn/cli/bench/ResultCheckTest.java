package dev.muninn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Shape;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.RandomTensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultCheckTest {
    private final Kernels kernels = new ScalarKernels();
    private final RandomTensors tensors = new RandomTensors(Shapes.named("tiny"));

    @ParameterizedTest
    @EnumSource
    void theReferenceKernelsPass(WeightFormat format) {
        MatrixSource source = matrix(0, 100, 72);
        List<PackedMatrix> matrices = List.of(new PackedMatrix(source, kernels.pack(source, format)));

        ResultCheck check = ResultCheck.run(kernels, List.of(matrices), 3);

        assertThat(check.elements()).isEqualTo(3 * 16);
        assertThat(check.worst()).isLessThan(1);
    }

    @Test
    void aWeightThatIsNotItsSourceFails() {
        MatrixSource source = matrix(0, 100, 72);
        MatrixSource other = matrix(1, 100, 72);
        List<PackedMatrix> matrices = List.of(new PackedMatrix(source, kernels.pack(other, WeightFormat.BF16)));

        assertThatThrownBy(() -> ResultCheck.run(kernels, List.of(matrices), 1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(
                        "the kernels are wrong: row 0 of transformer.core_block.0.attn.Wqkv.weight (bf16)");
    }

    /** The error of 8-bit codes is far below a percent, and still seen. */
    @Test
    void aSmallErrorFails() {
        MatrixSource source = matrix(0, 16, 512);
        float[] row = new float[512];
        float[] rounded = new float[16 * 512];
        Weight codes = kernels.pack(source, WeightFormat.INT8);
        for (int n = 0; n < 16; n++) {
            codes.readRow(n, row, 0);
            System.arraycopy(row, 0, rounded, n * 512, 512);
        }
        Weight slightlyOff = kernels.pack(MatrixSource.of("m", rounded, 16, 512), WeightFormat.F32);
        List<PackedMatrix> matrices = List.of(new PackedMatrix(source, slightlyOff));

        assertThatThrownBy(() -> ResultCheck.run(kernels, List.of(matrices), 1)).isInstanceOf(MuninnException.class);
    }

    private MatrixSource matrix(int block, int rows, int cols) {
        Shape shape = new Shape(rows, cols, List.of(rows));
        return tensors.matrix(new Param(0, Part.CORE, block, block, Tensor.QKV, Role.MATRIX, shape));
    }
}
