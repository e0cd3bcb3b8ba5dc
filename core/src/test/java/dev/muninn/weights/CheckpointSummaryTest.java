package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Part;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSummaryTest {
    /** The index of the real model counts F32 bytes, the tied head and the table of angles included: a check on all shapes. */
    @Test
    void theRealModelNeedsNoWeights() {
        CheckpointSummary summary = CheckpointSummary.of(Goldens.HUGINN_0125);
        long block = 4L * 5280 * 5280 + 3L * 17920 * 5280 + 4 * 5280 + 2 * 5280;
        assertThat(summary.parameters())
                .isEqualTo(Map.of(
                        Part.EMBEDDING, 65536L * 5280,
                        Part.PRELUDE, 2 * block,
                        Part.ADAPTER, 2L * 5280 * 5280,
                        Part.CORE, 4 * block,
                        Part.CODA, 2 * block,
                        Part.HEAD, 5280L));
        long angles = 4096L * 48 * 2;
        long tiedHead = 65536L * 5280;
        assertThat(summary.storedBytes()).hasValue(4 * (summary.totalParameters() + tiedHead + angles));
        assertThat(summary.weightsPresent()).isFalse();
        assertThat(summary.memoryBytes(WeightFormat.F32)).isEqualTo(4 * summary.totalParameters());
        assertThat(summary.memoryBytes(WeightFormat.INT4)).isLessThan(summary.totalParameters() * 57 / 100);
    }

    @Test
    void weightsOfTheGoldenAreCountedAsStored() {
        CheckpointSummary summary = CheckpointSummary.of(Goldens.HUGINN_TINY_BF16);
        assertThat(summary.storage()).isEqualTo(Map.of("f32", 7680L, "bf16", 2 * summary.totalParameters()));
        assertThat(summary.config().blocksAt(8)).isEqualTo(36);
    }

    @Test
    void anIndexOfAnotherModelIsRefused(@TempDir Path directory) throws IOException {
        Files.copy(Goldens.OURO_TINY.resolve("config.json"), directory.resolve("config.json"));
        assertThat(CheckpointSummary.of(directory).storedBytes()).isEmpty();
        Files.copy(Goldens.HUGINN_0125.resolve(Checkpoint.INDEX_FILE), directory.resolve(Checkpoint.INDEX_FILE));
        assertThatThrownBy(() -> CheckpointSummary.of(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("does not fit config.json: 37 tensors missing (model.early_exit_gate.bias, ");
    }
}
