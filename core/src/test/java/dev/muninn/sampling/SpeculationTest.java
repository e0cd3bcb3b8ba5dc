package dev.muninn.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.error.MuninnException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeculationTest {
    private static final int DRAWS = 100_000;

    @Test
    void theResultIsDistributedAsTheModelWhateverTheDraft() {
        for (int trial = 0; trial < 5; trial++) {
            Random random = new Random(trial);
            int vocab = 10;
            float[] modelLogits = logits(random, vocab);
            float[] draftLogits = logits(random, vocab);
            Sampling model = new Sampling(1, 8, 1, 0, 1);
            Sampling draft = new Sampling(0.8f, 5, 1, 0, 1);
            Sampler sampler = new Sampler(vocab);
            float[] p = new float[vocab];
            float[] q = new float[vocab];
            sampler.distribution(model, modelLogits, 0, new int[0], 0, p);
            sampler.distribution(draft, draftLogits, 0, new int[0], 0, q);
            int[] counts = new int[vocab];
            int accepted = 0;
            for (int i = 0; i < DRAWS; i++) {
                int token = sampler.sample(draft, draftLogits, 0, new int[0], 0, trial, i);
                boolean stays = Speculation.accept(p, q, token, trial, i);
                accepted += stays ? 1 : 0;
                counts[stays ? token : Speculation.resample(p, q, trial, i)]++;
            }
            assertThat(Statistics.chiSquarePerDegree(counts, p, DRAWS)).isLessThan(3.2);
            double overlap = 0;
            for (int id = 0; id < vocab; id++) {
                overlap += Math.min(p[id], q[id]);
            }
            assertThat(accepted / (double) DRAWS).isCloseTo(overlap, within(0.01));
        }
    }

    @Test
    void anEqualDraftIsAlwaysAccepted() {
        float[] p = {0.25f, 0.5f, 0.25f};
        for (int i = 0; i < 1000; i++) {
            assertThat(Speculation.accept(p, p, i % 3, 1, i)).isTrue();
            assertThat(Speculation.resample(p, p, 1, i)).isBetween(0, 2);
        }
    }

    @Test
    void whatTheModelExcludesIsRejected() {
        float[] p = {0, 1, 0};
        float[] q = {1, 0, 0};
        assertThat(Speculation.accept(p, q, 0, 1, 1)).isFalse();
        assertThat(Speculation.resample(p, q, 1, 1)).isEqualTo(1);
        assertThatThrownBy(() -> Speculation.accept(p, q, 1, 1, 1)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> Speculation.resample(new float[3], q, 1, 1)).isInstanceOf(MuninnException.class);
    }

    private static float[] logits(Random random, int count) {
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        return logits;
    }
}
