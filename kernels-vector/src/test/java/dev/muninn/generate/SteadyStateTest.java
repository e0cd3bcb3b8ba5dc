package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.vector.VectorProvider;
import dev.muninn.model.RecurrentModel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding allocates a token's event and no more. */
class SteadyStateTest extends EngineFixture {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PROMPT = 20;
    private static final int TOKENS = 100;
    /** A stretch without a new page of keys and values and the scratch space that comes with it. */
    private static final int FROM = 66;

    private static final int TO = 76;

    private static final Architecture CONVOLVED =
            RavenFacts.of(101, 42, 3, 3, 14, 37, 1e-6f, 50000, 256, 2, 1, 1, 6, 4, true, true, 4, SpecialTokens.NONE);

    @Override
    protected Kernels kernels(int threads) {
        return new VectorProvider().open(KernelOptions.exact(threads));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "latent-diff:0.05", "kl:0.001"})
    void decodingAllocatesNothingButEvents(String spec) {
        decodingAllocatesNothingButEvents(huginn(), spec);
    }

    @Test
    void convolutionsAllocateNothing() {
        decodingAllocatesNothingButEvents(random(CONVOLVED), "none");
    }

    private void decodingAllocatesNothingButEvents(RecurrentModel model, String spec) {
        Generator generator = generator(model);
        Request request = Request.builder(prompt(model, PROMPT))
                .maxTokens(TOKENS)
                .recurrences(16)
                .exit(exit(spec))
                .build();
        long[] allocated = new long[TOKENS];
        int[] seen = new int[1];
        TokenListener listener = token -> {
            allocated[seen[0]++] = THREADS.getCurrentThreadAllocatedBytes();
            return true;
        };
        // until code is compiled, objects that never leave their method are allocated too
        double perToken = Double.MAX_VALUE;
        for (int run = 0; run < 100 && perToken > 200; run++) {
            seen[0] = 0;
            generator.generate(request, listener);
            perToken = (double) (allocated[TO] - allocated[FROM]) / (TO - FROM);
        }
        assertThat(perToken).as("bytes a token").isLessThan(200);
    }
}
