package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.data.Packed;
import dev.muninn.train.raven.PassResult;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccumulatedTest {
    /** A batch of tokens of weight 1, and what a pass found of it. */
    private static void add(Accumulated found, int tokens, double loss) {
        float[] weights = new float[tokens];
        Arrays.fill(weights, 1);
        found.rescale(weights);
        Batch batch = new Batch(1, tokens, new int[tokens], new int[tokens], weights, new int[tokens]);
        found.add(
                new Packed(batch, 0, List.of()),
                new Recurrences(0, 1),
                new PassResult(loss, new float[tokens], new boolean[tokens], new float[] {1}, 0));
    }

    @Test
    void aHundredTokensCountLessThanNineHundred() {
        Accumulated found = new Accumulated();
        add(found, 100, 0.5);
        add(found, 900, 0.3);
        assertThat(found.report(1, 1, 1, 1).loss()).isCloseTo(0.32, within(1e-9));
    }

    @Test
    void oneBatchIsItself() {
        Accumulated found = new Accumulated();
        add(found, 7, 0.25);
        assertThat(found.factor()).isEqualTo(1);
        assertThat(found.report(1, 1, 1, 1).loss()).isEqualTo(0.25);
    }

    /** Losses w · (x - 3)² of tokens, whose gradient at 0 is -6 w: of all at once, and of batches of several sizes. */
    @Test
    void theGradientDoesNotShowTheBatches() {
        Random random = new Random(3);
        float[] weights = new float[60];
        float[] slopes = new float[60];
        double sum = 0;
        double all = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() < 0.5 ? 0.03f : 1;
            slopes[i] = random.nextFloat() - 0.5f;
            all += weights[i] * slopes[i];
            sum += weights[i];
        }
        double whole = all / sum;
        for (int[] sizes : new int[][] {{60}, {15, 15, 15, 15}, {1, 59}, {40, 3, 17}}) {
            Accumulated found = new Accumulated();
            double gradient = 0;
            int from = 0;
            for (int size : sizes) {
                float[] part = Arrays.copyOfRange(weights, from, from + size);
                gradient *= found.rescale(part);
                double own = 0;
                double weight = 0;
                for (int i = 0; i < size; i++) {
                    own += part[i] * slopes[from + i];
                    weight += part[i];
                }
                gradient += own / weight; // what a pass adds
                from += size;
            }
            assertThat(found.factor() * gradient).isCloseTo(whole, within(1e-6));
        }
    }
}
