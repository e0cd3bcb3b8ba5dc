package dev.muninn.train.bpe;

import dev.muninn.train.bpe.Bpe.Merge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Text to token ids in plain Java: the ids that the tokenizers library finds with the same vocabulary, many times faster, since each
 * different word is merged once. A special token spelled out in the text is text like any other: a document cannot end itself.
 *
 * <p>Half of a surrogate pair becomes U+FFFD. Unicode is the JDK's; where the library's is older, a character that is new since then may
 * be cut from its word in one and not in the other. Safe for use from several threads.
 */
public final class BpeEncoder {
    /** Beyond it, words are merged each time: a bound on memory, not on text. */
    private static final int MOST_CACHED = 1 << 17;

    private static final int LONGEST_CACHED = 64;

    /** No merge fits. */
    private static final Merge NONE = new Merge(-1, -1);

    private final Map<Merge, Integer> made = new HashMap<>();
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    public BpeEncoder(Bpe bpe) {
        for (Merge merge : bpe.merges()) {
            made.put(merge, Bpe.BYTES + made.size());
        }
    }

    /** The ids of {@code text}, without special tokens. */
    public int[] encode(String text) {
        String whole = Utf8.repaired(text);
        Ids ids = new Ids(whole.length() / 2 + 1);
        WordSplitter.split(whole, (start, end) -> ids.add(word(whole.substring(start, end))));
        return ids.toArray();
    }

    private int[] word(String word) {
        int[] known = cache.get(word);
        if (known != null) {
            return known;
        }
        int[] tokens = merged(word);
        if (word.length() <= LONGEST_CACHED && cache.size() < MOST_CACHED) {
            cache.put(word, tokens);
        }
        return tokens;
    }

    /** The earliest merge that fits is applied everywhere, then the next one. */
    private int[] merged(String word) {
        int[] tokens = Utf8.ids(word);
        for (Merge merge = earliest(tokens); !merge.equals(NONE); merge = earliest(tokens)) {
            tokens = PairCounts.merged(tokens, merge, made.getOrDefault(merge, 0));
        }
        return tokens;
    }

    private Merge earliest(int[] tokens) {
        Merge best = NONE;
        int id = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < tokens.length; i++) {
            Merge pair = new Merge(tokens[i], tokens[i + 1]);
            int candidate = made.getOrDefault(pair, Integer.MAX_VALUE);
            if (candidate < id) {
                id = candidate;
                best = pair;
            }
        }
        return best;
    }

    /** Ids that arrive a word at a time. */
    private static final class Ids {
        private int[] values;
        private int size;

        Ids(int expected) {
            values = new int[expected];
        }

        void add(int[] more) {
            if (size + more.length > values.length) {
                values = Arrays.copyOf(values, Math.max(2 * values.length, size + more.length));
            }
            System.arraycopy(more, 0, values, size, more.length);
            size += more.length;
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
