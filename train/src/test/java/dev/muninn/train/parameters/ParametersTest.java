package dev.muninn.train.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Part;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.family.RavenFacts;
import dev.muninn.tensor.Bf16;
import dev.muninn.weights.DType;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParametersTest {
    private static final Architecture CONFIG =
            RavenFacts.of(211, 64, 4, 4, 16, 80, 1e-6f, 50000, 96, 1, 2, 1, 6, 4, true, false, 4, SpecialTokens.NONE);

    @Test
    void lieInOrderWithoutGaps() {
        Parameters fresh = FreshParameters.of(CONFIG, 1);
        int at = 0;
        for (Parameter parameter : fresh.all()) {
            assertThat(parameter.offset()).isEqualTo(at);
            assertThat(parameter.param().elements()).isEqualTo(parameter.count());
            at += parameter.count();
        }
        assertThat(fresh.size()).isEqualTo(at).isEqualTo(fresh.values().length);
        assertThat(fresh.all())
                .extracting(Parameter::name)
                .contains("transformer.prelude.0.conv.weight", "lm_head.weight", "transformer.adapter.weight");
    }

    /** What is trained lies at the front, so that gradients and moments need no room for the rest. */
    @Test
    void frozenOnesComeLast() {
        Parameters some = new Parameters(Layout.of(CONFIG), param -> param.part() == Part.ADAPTER);
        assertThat(some.all()).extracting(Parameter::name).containsExactly("transformer.adapter.weight");
        assertThat(some.size()).isEqualTo(64 * 128);
        assertThat(some.everything()).hasSize(Layout.of(CONFIG).params().size());
        assertThat((long) some.values().length).isEqualTo(Layout.of(CONFIG).elements());
        assertThatThrownBy(() -> new Parameters(Layout.of(CONFIG), param -> false))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("no parameter of this model (huginn_raven) would be trained");
    }

    @Test
    void beginAsTakaseAndOthersSay() {
        Parameters fresh = FreshParameters.of(CONFIG, 3);
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
        assertThat(FreshParameters.of(CONFIG, 3).values()).isEqualTo(fresh.values());
        assertThat(FreshParameters.of(CONFIG, 4).values()).isNotEqualTo(fresh.values());
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
        Parameters fresh = FreshParameters.of(CONFIG, 3);
        StoredParameters.write(fresh, directory.resolve("f32"), DType.F32);
        StoredParameters.write(fresh, directory.resolve("bf16"), DType.BF16);
        Parameters exact = StoredParameters.load(directory.resolve("f32"));
        assertThat(exact.facts()).isEqualTo(CONFIG);
        assertThat(exact.values()).isEqualTo(fresh.values());
        float[] rounded = fresh.values().clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Bf16.round(rounded[i]);
        }
        assertThat(StoredParameters.load(directory.resolve("bf16")).values()).isEqualTo(rounded);
    }

    @Test
    void writeNothingOverSomething(@TempDir Path directory) {
        Parameters fresh = FreshParameters.of(CONFIG, 3);
        StoredParameters.write(fresh, directory.resolve("here"), DType.F32);
        assertThatThrownBy(() -> StoredParameters.write(fresh, directory.resolve("here"), DType.F32))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> StoredParameters.write(fresh, directory.resolve("int8"), DType.I8))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("written as F32 or BF16, found I8");
        assertThat(directory.toFile().list()).containsExactly("here");
    }
}
