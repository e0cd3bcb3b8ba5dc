package dev.muninn.train.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.train.bpe.Bpe.Merge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    private static final SpecialTokens SPECIAL = SpecialTokens.and(List.of());
    private static final int LEAST = 256 + SPECIAL.all().size();

    private static Bpe train(int merges, long least, String... texts) {
        WordCounts counts = new WordCounts();
        Stream.of(texts).forEach(counts::add);
        return new BpeTrainer(LEAST + merges, least, SPECIAL).train(counts, done -> {});
    }

    private static List<String> learned(Bpe bpe) {
        return bpe.tokens().stream().skip(256).map(ByteLetters::spell).toList();
    }

    @Test
    void theMergesOfATinyCorpusAreThoseFoundByHand() {
        // (e,s) and (s,t) 9 times: "es", e < s. (es,t) 9. Then (l,o) and (o,w) 7 times: "lo", l < o. (lo,w) 7.
        String text = "low\n".repeat(5) + "lower\n".repeat(2) + "newest\n".repeat(6) + "widest\n".repeat(3);

        assertThat(learned(train(4, 2, text))).containsExactly("es", "est", "lo", "low");
    }

    @Test
    void ofEquallyFrequentPairsTheSmallerIdsAreFirst() {
        assertThat(learned(train(9, 1, "xy,ab,ac"))).containsExactly("ab", "ac", "xy");
    }

    @Test
    void aPairThatOverlapsItselfIsMergedFromTheLeft() {
        Bpe bpe = train(2, 2, "aaaaa\naaaaa");
        assertThat(bpe.merges()).containsExactly(new Merge('a', 'a'), new Merge(256, 'a'));
        assertThat(new BpeEncoder(bpe).encode("aaaaa")).containsExactly(256, 257);
    }

    @Test
    void digitsAreMergedToNumbersOfTwoWithTheSpaceBeforeThem() {
        assertThat(learned(train(500, 1, "12 12 12 12 1234 1234 x12 2026-11-23".repeat(20))))
                .allMatch(token -> token.chars().noneMatch(Character::isDigit) || token.matches("Ġ?[0-9]{1,2}"))
                .contains("Ġ12")
                .doesNotContain("34", "20");
    }

    @Test
    void pairsThatAreRareStayApartAndLeaveTheVocabularySmaller() {
        Bpe bpe = train(100, 3, "abc\nabc\nabd");
        assertThat(learned(bpe)).containsExactly("ab");
        assertThat(bpe.vocabulary()).isEqualTo(LEAST + 1);
    }

    @Test
    void theOrderOfTextsMakesNoDifference() {
        List<String> texts = new ArrayList<>();
        Random random = new Random(5);
        IntStream.range(0, 500).forEach(i -> texts.add(TextSamples.random(random)));
        Bpe one = train(300, 2, texts.toArray(String[]::new));
        Collections.shuffle(texts, random);
        assertThat(train(300, 2, texts.toArray(String[]::new))).isEqualTo(one);
    }

    @Test
    void mergesAreThoseOfCountingAllPairsAgainEachTime() {
        Random random = new Random(6);
        for (int trial = 0; trial < 20; trial++) {
            WordCounts counts = new WordCounts();
            for (int i = 0; i < 60; i++) {
                counts.add(random.ints(1 + random.nextInt(12), 'a', 'a' + 4)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
            }
            Bpe bpe = new BpeTrainer(LEAST + 60, 2, SPECIAL).train(counts, done -> {});
            assertThat(bpe.merges()).isEqualTo(slowly(counts, 60, 2));
        }
    }

    /** The definition: count every pair in every word, take the best whose spelling is new, replace, again. */
    private static List<Merge> slowly(WordCounts counts, int wanted, long least) {
        Map<List<Integer>, Long> words = new HashMap<>();
        counts.forEach((word, count) -> words.merge(word.chars().boxed().toList(), count, Long::sum));
        List<Merge> merges = new ArrayList<>();
        List<String> spelled = new ArrayList<>();
        IntStream.range(0, 256).forEach(value -> spelled.add(Character.toString(value)));
        while (merges.size() < wanted) {
            Map<Merge, Long> pairs = new HashMap<>();
            words.forEach((word, count) -> IntStream.range(1, word.size())
                    .forEach(i -> pairs.merge(new Merge(word.get(i - 1), word.get(i)), count, Long::sum)));
            var best = pairs.entrySet().stream()
                    .filter(e -> e.getValue() >= least)
                    .filter(e -> !spelled.contains(spelled.get(e.getKey().left())
                            + spelled.get(e.getKey().right())))
                    .min(Comparator.comparingLong((Map.Entry<Merge, Long> e) -> -e.getValue())
                            .thenComparingInt(e -> e.getKey().left())
                            .thenComparingInt(e -> e.getKey().right()));
            if (best.isEmpty()) {
                break;
            }
            Merge merge = best.get().getKey();
            int made = spelled.size();
            spelled.add(spelled.get(merge.left()) + spelled.get(merge.right()));
            merges.add(merge);
            Map<List<Integer>, Long> next = new HashMap<>();
            words.forEach((word, count) -> {
                int[] tokens = word.stream().mapToInt(Integer::intValue).toArray();
                next.merge(
                        IntStream.of(PairCounts.merged(tokens, merge, made))
                                .boxed()
                                .toList(),
                        count,
                        Long::sum);
            });
            words.clear();
            words.putAll(next);
        }
        return merges;
    }

    @Test
    void whatCannotBeLearnedFromIsRefusedWithAdvice() {
        assertThatThrownBy(() -> train(10, 2, ""))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("no text to learn");
        assertThatThrownBy(() -> train(-1, 2, "a"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("261 tokens; wanted 262 (256 bytes and 6 special tokens)");
        assertThatThrownBy(() -> train(1, 0, "a"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("minimum frequency of 0");
        assertThatThrownBy(() -> new SpecialTokens(List.of("<|end_text|>"))).isInstanceOf(MuninnException.class);
    }
}
