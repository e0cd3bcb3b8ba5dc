package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Shape;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomTensorsTest {
    private static final Architecture CONFIG = RavenFacts.of(
            16,
            64,
            4,
            4,
            16,
            96,
            1e-6f,
            50_000,
            64,
            1,
            1,
            1,
            4,
            4,
            true,
            true,
            0,
            new SpecialTokens(OptionalInt.empty(), List.of(), OptionalInt.empty()));

    private final RandomTensors tensors = new RandomTensors(CONFIG);

    @Test
    void everyElementIsReachedAndFitsBf16() {
        MatrixSource matrix = tensors.matrix(matrix(0, 64, 1023));
        float[] row = new float[1025];
        double squares = 0;
        for (int n = 0; n < 64; n++) {
            row[0] = 7;
            row[1024] = 7;
            matrix.readRow(n, row, 1);
            assertThat(row[0]).isEqualTo(7);
            assertThat(row[1024]).isEqualTo(7);
            for (int k = 1; k <= 1023; k++) {
                assertThat(Bf16.round(row[k])).isEqualTo(row[k]);
                squares += (double) row[k] * row[k];
            }
        }
        double std = Math.sqrt(squares / (64 * 1023));
        double wanted = Math.sqrt(2.0 / (5.0 * CONFIG.width()));
        assertThat(std).isBetween(0.98 * wanted, 1.02 * wanted);
    }

    @Test
    void rowsAndNamesDiffer() {
        Set<Float> firsts = new HashSet<>();
        float[] row = new float[4];
        for (int block = 0; block < 2; block++) {
            for (int n = 0; n < 8; n++) {
                tensors.matrix(matrix(block, 8, 4)).readRow(n, row, 0);
                firsts.add(row[0] * row[1] * row[2]);
            }
        }
        assertThat(firsts).hasSize(16);
    }

    @Test
    void theSameReadTwiceIsTheSame() {
        float[] once = new float[40];
        float[] twice = new float[40];
        tensors.matrix(matrix(0, 8, 40)).readRow(5, once, 0);
        tensors.matrix(matrix(0, 8, 40)).readRow(5, twice, 0);
        assertThat(once).isEqualTo(twice);
    }

    @Test
    void normsAreOneAndBiasesZero() {
        for (Param param : Layout.of(CONFIG).params()) {
            if (!param.matrix()) {
                assertThat(tensors.vector(param)).containsOnly(param.role() == Role.NORM ? 1 : 0);
            }
        }
    }

    private static Param matrix(int block, int rows, int cols) {
        return new Param(0, Part.CORE, block, block, Tensor.QKV, Role.MATRIX, new Shape(rows, cols, List.of(rows)));
    }
}
