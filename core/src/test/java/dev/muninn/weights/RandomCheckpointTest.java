package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.RavenFacts;
import dev.muninn.family.Stored;
import dev.muninn.tensor.Bf16;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomCheckpointTest {
    @TempDir
    Path directory;

    private static Architecture config(String golden) {
        return ModelDirectory.facts(Path.of("src/test/resources/goldens", golden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"huginn-tiny", "ouro-tiny"})
    void fitsItsConfig(String golden) {
        Path out = directory.resolve("out");
        new RandomCheckpoint(config(golden), DType.BF16, 1, 2).write(out);
        CheckpointSummary summary = CheckpointSummary.of(out);
        assertThat(summary.config()).isEqualTo(config(golden));
        assertThat(summary.weightsPresent()).isTrue();
        assertThat(summary.storedBytes()).hasValue(2 * summary.totalParameters());
    }

    @Test
    void hasTheStatisticsOfItsInitialisation() {
        Path out = directory.resolve("out");
        new RandomCheckpoint(config("huginn-tiny"), DType.F32, 1, 2).write(out);
        // depth 2 + 4 * 8 + 2; the cut at three std leaves 0.98658 of it
        double std = Math.sqrt(2 / (5 * 48.0));
        try (Checkpoint checkpoint = Checkpoint.open(out)) {
            assertMoments(checkpoint.vector("transformer.wte.weight", 101, 48), std);
            assertMoments(checkpoint.vector("transformer.core_block.0.mlp.fc.weight", 160, 48), std);
            assertMoments(checkpoint.vector("transformer.core_block.0.mlp.proj.weight", 48, 80), std / Math.sqrt(72));
            assertThat(checkpoint.vector("transformer.ln_f.weight", 48)).containsOnly(1);
            assertThat(checkpoint.vector("transformer.core_block.1.attn.qk_bias", 2, 1, 4, 12))
                    .isNotEqualTo(checkpoint.vector("transformer.core_block.2.attn.qk_bias", 2, 1, 4, 12));
        }
    }

    @Test
    void convolutionsSumTapsNotColumns() {
        var config = RavenFacts.of(
                16, 1000, 4, 4, 250, 8, 1e-6f, 50000, 64, 2, 1, 1, 4, 4, false, true, 4, SpecialTokens.NONE);
        Path out = directory.resolve("out");
        new RandomCheckpoint(config, DType.F32, 1, 2).write(out);
        try (Checkpoint checkpoint = Checkpoint.open(out)) {
            checkpoint.verify(Families.stored(Layout.of(config)), Set.of());
            for (int block = 0; block < 2; block++) {
                String name = "transformer.prelude." + block + ".conv.weight";
                assertMoments(checkpoint.vector(name, 4, 1000), Math.sqrt(2 / (5 * 4.0)));
            }
            assertThat(checkpoint.names()).filteredOn(n -> n.contains("conv")).hasSize(2);
        }
        assertThat(Families.stored(Layout.of(config)).stream().map(Stored::name))
                .containsSubsequence("transformer.prelude.0.conv.weight", "transformer.prelude.0.norm_3.weight")
                .doesNotContain("transformer.prelude.0.norm_1.weight", "transformer.prelude.0.attn.Wqkv.weight");
    }

    private static void assertMoments(float[] values, double std) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) (3 * std));
        }
        int n = values.length;
        assertThat(sum / n).isCloseTo(0, within(4 * std / Math.sqrt(n)));
        assertThat(Math.sqrt(squares / n)).isCloseTo(0.98658 * std, within(4 * std / Math.sqrt(2 * n)));
    }

    @Test
    void dependsOnTheSeedButNotOnThreadsAndRoundsToBf16() throws IOException {
        write("one", DType.F32, 7, 1);
        write("two", DType.F32, 7, 3);
        write("other", DType.F32, 8, 1);
        write("half", DType.BF16, 7, 1);
        assertThat(mismatch("one", "two")).isEqualTo(-1);
        assertThat(mismatch("one", "other")).isNotEqualTo(-1);
        try (Checkpoint one = Checkpoint.open(directory.resolve("one"));
                Checkpoint half = Checkpoint.open(directory.resolve("half"))) {
            float[] a = one.vector("transformer.adapter.weight", 48, 96);
            float[] b = half.vector("transformer.adapter.weight", 48, 96);
            for (int i = 0; i < a.length; i++) {
                assertThat(b[i]).isEqualTo(Bf16.round(a[i]));
            }
        }
    }

    @Test
    void refusesOtherTypesAndFullTargets() throws IOException {
        assertThatThrownBy(() -> new RandomCheckpoint(config("huginn-tiny"), DType.I8, 1, 1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("found I8, wanted F32 or BF16");
        Files.writeString(directory.resolve("x"), "");
        assertThatThrownBy(() -> new RandomCheckpoint(config("huginn-tiny"), DType.F32, 1, 1).write(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("exists already");
    }

    private void write(String name, DType dtype, long seed, int threads) {
        new RandomCheckpoint(config("huginn-tiny"), dtype, seed, threads).write(directory.resolve(name));
    }

    private long mismatch(String a, String b) throws IOException {
        return Files.mismatch(
                directory.resolve(a).resolve(Checkpoint.SINGLE_FILE),
                directory.resolve(b).resolve(Checkpoint.SINGLE_FILE));
    }
}
