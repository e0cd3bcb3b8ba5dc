package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Architecture;
import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.kernels.vector.VectorProvider;
import dev.muninn.model.RecurrentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole models whose widths no vector divides give what the reference kernels give. */
class OddShapesTest extends EngineFixture {
    @Override
    protected Kernels kernels(int threads) {
        return new VectorProvider().open(KernelOptions.exact(threads));
    }

    @Test
    void vectorEqualsScalar() {
        for (Architecture config : List.of(ODD_RAVEN, BARE_RAVEN, CONVOLVED_RAVEN, PAIRED_RAVEN, ODD_OURO)) {
            RecurrentModel vector = random(config);
            RecurrentModel scalar = random(config, new ScalarKernels());
            for (KvFormat format : KvFormat.values()) {
                int[] tokens = prompt(vector, 37);
                PassByHand found = PassByHand.together(vector, tokens, 4, slots("full"), format, 16);
                PassByHand wanted = PassByHand.together(scalar, tokens, 4, slots("full"), format, 16);
                double error = PassByHand.relativeError(found.logits(), wanted.logits());
                // a difference in the last bit of f32 can round to a neighbouring bf16
                assertThat(error)
                        .as("%s, %s: worst relative error %.3g", config, format, error)
                        .isLessThan(format == KvFormat.F32 ? 2e-5 : 5e-3);
            }
        }
    }
}
