package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Drafts that are kept or replaced leave the distribution what full depth makes it: the frequencies of three-token texts over many
 * seeds against their exact probabilities. The first token comes from the prompt, the second confirms a draft, the third follows
 * one that was right or replaces what was built on a wrong one.
 */
class SpeculativeDistributionTest extends EngineFixture {
    private static final Architecture SMALL =
            RavenFacts.of(5, 16, 2, 2, 8, 16, 1e-6f, 50000, 32, 1, 1, 1, 4, 4, true, true, 0, SpecialTokens.NONE);
    private static final int V = 5;
    private static final int SEEDS = 6000;
    private static final int DEPTH = 5;

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    /** softmax of the logits after {@code tokens}. */
    private static double[] next(RecurrentModel model, int... tokens) {
        float[] logits = ForwardPass.run(model, tokens, DEPTH, StateInit.ZERO, 0, null, 64)
                .logits();
        double[] p = new double[V];
        for (int v = 0; v < V; v++) {
            p[v] = Math.exp(logits[(tokens.length - 1) * V + v]);
        }
        double sum = Arrays.stream(p).sum();
        Arrays.setAll(p, v -> p[v] / sum);
        return p;
    }

    @Test
    void textsOccurAsOftenAsFullDepthSays() {
        RecurrentModel model = random(SMALL);
        double[] exact = new double[V * V * V];
        double[] first = next(model, 3, 1, 4);
        for (int a = 0; a < V; a++) {
            double[] second = next(model, 3, 1, 4, a);
            for (int b = 0; b < V; b++) {
                double[] third = next(model, 3, 1, 4, a, b);
                for (int c = 0; c < V; c++) {
                    exact[(a * V + b) * V + c] = first[a] * second[b] * third[c];
                }
            }
        }

        Generator generator = generator(model);
        int[] counts = new int[V * V * V];
        int guessesRight = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Generated generated = generate(
                    generator,
                    Request.builder(3, 1, 4)
                            .maxTokens(3)
                            .recurrences(DEPTH)
                            .init(StateInit.ZERO)
                            .sampling(Sampling.atTemperature(1))
                            .seed(seed)
                            .decoding(new Decoding.Speculative(1, 2))
                            .build());
            int[] tokens = generated.tokenIds();
            counts[(tokens[0] * V + tokens[1]) * V + tokens[2]]++;
            // one pass for the prefill, one to draft, five to finish two rows at once; a wrong guess takes five more
            guessesRight += generated.corePasses() == 1 + 1 + DEPTH ? 1 : 0;
        }
        assertThat(guessesRight).as("guesses that stood").isBetween(SEEDS / 10, SEEDS - SEEDS / 50);

        double chiSquare = 0;
        for (int i = 0; i < exact.length; i++) {
            double expected = SEEDS * exact[i];
            assertThat(expected).as("expected count of text %d", i).isGreaterThan(4);
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        // 124 degrees of freedom: 187.5 is exceeded by chance once in ten thousand times
        assertThat(chiSquare).isLessThan(187.5);
    }
}
