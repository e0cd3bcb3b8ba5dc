package dev.muninn.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.train.data.MixedSource.Part;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MixedSourceTest {
    private static DocumentSource numbered(String label) {
        return index -> new Document(new int[] {(int) index, 0}, new float[2], new boolean[2], label);
    }

    private static long[] drawn(MixedSource mixed, String label, long count) {
        return LongStream.range(0, count)
                .mapToObj(mixed::at)
                .filter(document -> document.label().equals(label))
                .mapToLong(document -> document.tokens()[0])
                .toArray();
    }

    @Test
    void eachPartHasItsShareAndNoneOfItsDocumentsIsLeftOutOrTwice() {
        MixedSource mixed = new MixedSource(
                List.of(new Part(numbered("a"), 0.5), new Part(numbered("b"), 0.125), new Part(numbered("c"), 0.375)),
                7);
        assertThat(drawn(mixed, "a", 5000)).hasSize(2500);
        assertThat(drawn(mixed, "b", 5000)).hasSize(625);
        assertThat(LongStream.of(drawn(mixed, "c", 5000)).sorted().toArray())
                .isEqualTo(LongStream.range(0, 1875).toArray());
        assertThat(mixed.at(4321).tokens()).isEqualTo(mixed.at(4321).tokens());
    }

    @Test
    void anotherSeedIsAnotherOrder() {
        List<Part> parts = List.of(new Part(numbered("a"), 1), new Part(numbered("b"), 1));
        assertThat(drawn(new MixedSource(parts, 1), "a", 1000))
                .isNotEqualTo(drawn(new MixedSource(parts, 2), "a", 1000));
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Part(numbered("a"), 0)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> new MixedSource(List.of(), 1)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> new MixedSource(
                        List.of(new Part(numbered("a"), 1), new Part(numbered("b"), 1e-9), new Part(numbered("c"), 1)),
                        1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("part 2");
    }
}
