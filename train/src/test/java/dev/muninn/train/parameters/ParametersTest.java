package dev.muninn.train.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.config.OuroConfig;
import dev.muninn.config.RavenConfig;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.Bf16;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import dev.muninn.weights.RavenTensors;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParametersTest {
    private static final RavenConfig CONFIG =
            new RavenConfig(211, 64, 4, 4, 16, 80, 1e-6f, 50000, 96, 1, 2, 1, 6, 4, true, false, 4, SpecialTokens.NONE);

    @Test
    void lieInOrderWithoutGaps() {
        int at = 0;
        for (Parameter parameter : Parameters.layout(CONFIG)) {
            assertThat(parameter.offset()).isEqualTo(at);
            assertThat(Arrays.stream(parameter.shape()).reduce(1, (a, b) -> a * b))
                    .isEqualTo(parameter.count());
            at += parameter.count();
        }
        assertThat(Parameters.initial(CONFIG, 1).size()).isEqualTo(at);
        assertThat(Parameters.layout(CONFIG))
                .extracting(Parameter::name)
                .containsExactlyElementsOf(RavenTensors.of(CONFIG).stream()
                        .map(tensor -> tensor.name())
                        .filter(name -> !name.equals("freqs_cis"))
                        .toList())
                .contains("transformer.prelude.0.conv.weight", "lm_head.weight");
    }

    @Test
    void beginAsTakaseAndOthersSay() {
        Parameters fresh = Parameters.initial(CONFIG, 3);
        double std = 0.98658 * Math.sqrt(2.0 / (5 * 64));
        double blocks = 1 + 1 + 2 * 6;
        for (Parameter p : fresh.all()) {
            double wanted = std;
            if (p.name().contains("norm") || p.name().contains("ln_f")) {
                assertThat(values(fresh, p)).containsOnly(1f);
                continue;
            } else if (p.name().endsWith("qk_bias")) {
                assertThat(values(fresh, p)).containsOnly(0f);
                continue;
            } else if (p.name().contains("adapter")) {
                assertAddsStateAndInput(values(fresh, p));
                continue;
            } else if (p.name().endsWith("proj.weight")) {
                wanted = std / Math.sqrt(2 * blocks);
            } else if (p.name().endsWith("conv.weight")) {
                wanted = 0.98658 * 0.3;
            }
            double[] moments = moments(values(fresh, p));
            assertThat(moments[0]).as(p.name()).isCloseTo(0, within(4 * wanted / Math.sqrt(p.count())));
            assertThat(moments[1]).as(p.name()).isCloseTo(wanted, within(3 * wanted / Math.sqrt(p.count())));
            for (float value : values(fresh, p)) {
                assertThat((double) Math.abs(value)).isLessThanOrEqualTo(3.0001 * wanted / 0.98658);
            }
        }
        assertThat(Parameters.initial(CONFIG, 3).values()).isEqualTo(fresh.values());
        assertThat(Parameters.initial(CONFIG, 4).values()).isNotEqualTo(fresh.values());
    }

    private static void assertAddsStateAndInput(float[] adapter) {
        int width = CONFIG.width();
        for (int row = 0; row < width; row++) {
            for (int col = 0; col < 2 * width; col++) {
                float wanted = col % width == row ? (float) Math.sqrt(0.5) : 0f;
                assertThat(adapter[row * 2 * width + col]).isEqualTo(wanted);
            }
        }
    }

    private static float[] values(Parameters parameters, Parameter p) {
        return Arrays.copyOfRange(parameters.values(), p.offset(), p.offset() + p.count());
    }

    /** Mean and standard deviation. */
    private static double[] moments(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        return new double[] {mean, Math.sqrt(squares / values.length - mean * mean)};
    }

    @Test
    void areReadAsTheyWereWritten(@TempDir Path directory) {
        Parameters fresh = Parameters.initial(CONFIG, 3);
        fresh.write(directory.resolve("f32"), DType.F32);
        fresh.write(directory.resolve("bf16"), DType.BF16);
        Parameters exact = Parameters.load(directory.resolve("f32"));
        assertThat(exact.config()).isEqualTo(CONFIG);
        assertThat(exact.values()).isEqualTo(fresh.values());
        float[] rounded = fresh.values().clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Bf16.round(rounded[i]);
        }
        assertThat(Parameters.load(directory.resolve("bf16")).values()).isEqualTo(rounded);
    }

    @Test
    void writeNothingOverSomething(@TempDir Path directory) {
        Parameters fresh = Parameters.initial(CONFIG, 3);
        fresh.write(directory.resolve("here"), DType.F32);
        assertThatThrownBy(() -> fresh.write(directory.resolve("here"), DType.F32))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> fresh.write(directory.resolve("int8"), DType.I8))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("written as F32 or BF16, found I8");
        assertThat(directory.toFile().list()).containsExactly("here");
    }

    @Test
    void refuseOtherFamilies(@TempDir Path directory) {
        OuroConfig ouro = new OuroConfig(257, 36, 6, 2, 10, 37, 1e-6f, 10000, 64, 2, 4, 1, false, SpecialTokens.NONE);
        new RandomCheckpoint(ouro, DType.F32, 1, 1).write(directory.resolve("ouro"));
        assertThatThrownBy(() -> Parameters.load(directory.resolve("ouro")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("huginn_raven");
    }
}
