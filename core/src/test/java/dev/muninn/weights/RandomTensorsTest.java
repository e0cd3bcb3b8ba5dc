package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.config.RavenConfig;
import dev.muninn.config.SpecialTokens;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomTensorsTest {
    private static final RavenConfig CONFIG = new RavenConfig(
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
        MatrixSource matrix = tensors.matrix("a", 64, 1023);
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
        for (String name : new String[] {"a", "b"}) {
            for (int n = 0; n < 8; n++) {
                tensors.matrix(name, 8, 4).readRow(n, row, 0);
                firsts.add(row[0] * row[1] * row[2]);
            }
        }
        assertThat(firsts).hasSize(16);
    }

    @Test
    void theSameReadTwiceIsTheSame() {
        float[] once = new float[40];
        float[] twice = new float[40];
        tensors.matrix("a", 8, 40).readRow(5, once, 0);
        tensors.matrix("a", 8, 40).readRow(5, twice, 0);
        assertThat(once).isEqualTo(twice);
    }

    @Test
    void normsAreOneAndBiasesZero() {
        assertThat(tensors.vector("transformer.ln_f.weight", 3)).containsExactly(1, 1, 1);
        assertThat(tensors.vector("transformer.prelude.0.norm_1.weight", 2)).containsExactly(1, 1);
        assertThat(tensors.vector("transformer.prelude.0.attn.qk_bias", 2, 1, 1, 2))
                .containsExactly(0, 0, 0, 0);
    }
}
