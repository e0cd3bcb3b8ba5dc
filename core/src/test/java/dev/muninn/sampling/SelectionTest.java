package dev.muninn.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void selectsWhatSortingSelects() {
        Random random = new Random(1);
        for (int trial = 0; trial < 3000; trial++) {
            int count = 1 + random.nextInt(40);
            long[] ranks = new long[count];
            double[] weights = new double[count];
            for (int i = 0; i < count; i++) {
                long key = trial % 3 == 0 ? i : trial % 3 == 1 ? -i : random.nextInt(5);
                ranks[i] = key << 32 | i;
                weights[i] = random.nextInt(8);
            }
            long[] sorted = ranks.clone();
            Arrays.sort(sorted);

            int wanted = 1 + random.nextInt(count);
            Selection.smallest(ranks, count, wanted);
            long[] front = Arrays.copyOf(ranks, wanted);
            Arrays.sort(front);
            assertThat(front).containsExactly(Arrays.copyOf(sorted, wanted));
            assertThat(Selection.largest(ranks, wanted)).isEqualTo(sorted[wanted - 1]);

            double mass = random.nextInt(1 + (int) Arrays.stream(weights).sum());
            int expected = 0;
            for (double sum = 0; expected == 0 || sum < mass; expected++) {
                sum += weights[(int) sorted[expected]];
            }
            assertThat(Selection.smallestWithMass(ranks, count, weights, mass)).isEqualTo(expected);
            assertThat(Selection.largest(ranks, expected)).isEqualTo(sorted[expected - 1]);
        }
    }
}
