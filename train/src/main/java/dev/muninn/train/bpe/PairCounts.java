package dev.muninn.train.bpe;

import dev.muninn.train.bpe.Bpe.Merge;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The words as tokens, how often each pair of neighbours occurs in them, and in which words. A merge visits only the words that
 * have the pair.
 *
 * <p>A pair's count only falls, apart from the step that makes it: a queue entry with an old count is a bound, and goes
 * back with the true one when it comes up.
 */
final class PairCounts {
    private final Map<Merge, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparingInt(candidate -> candidate.merge().left())
            .thenComparingInt(candidate -> candidate.merge().right()));

    /** A different word: its tokens so far, and how often it occurs. */
    private static final class Word {
        int[] tokens;
        final long count;

        Word(int[] tokens, long count) {
            this.tokens = tokens;
            this.count = count;
        }
    }

    /** A pair's occurrences in all texts, and the words that have it or once had it. */
    private static final class Pair {
        long count;
        final Set<Word> words = new LinkedHashSet<>();
    }

    private record Candidate(Merge merge, long count) {}

    PairCounts(WordCounts counts) {
        counts.forEach((text, count) -> {
            Word word = new Word(Utf8.ids(text), count);
            count(word);
        });
        pairs.forEach((merge, pair) -> queue.add(new Candidate(merge, pair.count)));
    }

    /** Takes out the most frequent pair, if one occurs {@code least} times; it will not be named again. */
    Optional<Merge> mostFrequent(long least) {
        for (Candidate candidate = queue.poll(); candidate != null; candidate = queue.poll()) {
            Pair pair = pairs.get(candidate.merge());
            long count = pair == null ? 0 : pair.count;
            if (count == candidate.count()) {
                return count >= least ? Optional.of(candidate.merge()) : Optional.empty();
            }
            if (count >= least) {
                queue.add(new Candidate(candidate.merge(), count));
            }
        }
        return Optional.empty();
    }

    /** Replaces every {@code merge} by the token {@code made}. */
    void merge(Merge merge, int made) {
        Pair merged = pair(merge);
        Set<Merge> fresh = new LinkedHashSet<>();
        for (Word word : List.copyOf(merged.words)) {
            uncount(word);
            word.tokens = merged(word.tokens, merge, made);
            count(word);
            addPairsWith(made, word, fresh);
        }
        pairs.remove(merge);
        fresh.forEach(pair -> queue.add(new Candidate(pair, pair(pair).count)));
    }

    private Pair pair(Merge merge) {
        return pairs.computeIfAbsent(merge, key -> new Pair());
    }

    private void count(Word word) {
        for (int i = 0; i + 1 < word.tokens.length; i++) {
            Pair pair = pair(new Merge(word.tokens[i], word.tokens[i + 1]));
            pair.count += word.count;
            pair.words.add(word);
        }
    }

    private void uncount(Word word) {
        for (int i = 0; i + 1 < word.tokens.length; i++) {
            pair(new Merge(word.tokens[i], word.tokens[i + 1])).count -= word.count;
        }
    }

    private static void addPairsWith(int made, Word word, Set<Merge> fresh) {
        for (int i = 0; i + 1 < word.tokens.length; i++) {
            if (word.tokens[i] == made || word.tokens[i + 1] == made) {
                fresh.add(new Merge(word.tokens[i], word.tokens[i + 1]));
            }
        }
    }

    /** From left to right: of "aaa" the first two become one. */
    static int[] merged(int[] tokens, Merge merge, int made) {
        int[] out = new int[tokens.length];
        int length = 0;
        for (int i = 0; i < tokens.length; i++) {
            boolean here = i + 1 < tokens.length && tokens[i] == merge.left() && tokens[i + 1] == merge.right();
            out[length++] = here ? made : tokens[i];
            i += here ? 1 : 0;
        }
        return Arrays.copyOf(out, length);
    }
}
