package dev.muninn.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutationTest {
    private static long[] order(long size, long key) {
        Permutation permutation = new Permutation(size, key);
        return LongStream.range(0, size).map(permutation::at).toArray();
    }

    @Test
    void everyNumberOnce() {
        for (long size = 1; size <= 300; size++) {
            assertThat(LongStream.of(order(size, size * 7)).sorted().toArray())
                    .isEqualTo(LongStream.range(0, size).toArray());
        }
        assertThat(LongStream.of(order(70_001, 3)).distinct().count()).isEqualTo(70_001);
    }

    @Test
    void anotherKeyIsAnotherOrderAndNeighboursAreTornApart() {
        long[] one = order(1000, 1);
        assertThat(order(1000, 2)).isNotEqualTo(one);
        assertThat(order(1000, 1)).isEqualTo(one);
        assertThat(LongStream.range(1, 1000)
                        .filter(i -> one[(int) i] == one[(int) i - 1] + 1)
                        .count())
                .isLessThan(10); // 1 is expected
        assertThat(LongStream.range(0, 500).map(i -> one[(int) i]).average().orElseThrow())
                .isBetween(450.0, 550.0);
    }

    @Test
    void largeSizesStayInRange() {
        Permutation permutation = new Permutation((1L << 40) + 12345, 9);
        assertThat(LongStream.range(0, 10_000).map(permutation::at).distinct().count())
                .isEqualTo(10_000);
        assertThat(LongStream.range(0, 10_000).map(permutation::at).allMatch(v -> v >= 0 && v < permutation.size()))
                .isTrue();
        assertThatThrownBy(() -> new Permutation(0, 1)).isInstanceOf(MuninnException.class);
    }
}
