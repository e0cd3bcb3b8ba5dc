package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.config.ConfigReader;
import dev.muninn.config.ModelConfig;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static List<Expected> expected(Path directory) {
        return Expected.of(ConfigReader.read(directory.resolve("config.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"huginn-tiny", "huginn-tiny/bf16-sharded", "ouro-tiny"})
    void goldenCheckpointsHoldWhatTheirConfigExpects(String name) {
        Path directory = Path.of("src/test/resources/goldens").resolve(name);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            checkpoint.verify(expected(directory));
        }
    }

    @Test
    void bf16ShardsHoldTheRoundedF32Values() {
        try (Checkpoint full = Checkpoint.open(Goldens.HUGINN_TINY);
                Checkpoint half = Checkpoint.open(Goldens.HUGINN_TINY_BF16)) {
            int compared = 0;
            for (Expected tensor : expected(Goldens.HUGINN_TINY)) {
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
        ModelConfig config = ConfigReader.read(Goldens.HUGINN_0125.resolve("config.json"));
        ShardIndex index = ShardIndex.read(Goldens.HUGINN_0125.resolve(Checkpoint.INDEX_FILE));
        assertThat(Expected.of(config).stream().map(Expected::name).toList())
                .containsExactlyInAnyOrderElementsOf(index.shards().keySet());
    }
}
