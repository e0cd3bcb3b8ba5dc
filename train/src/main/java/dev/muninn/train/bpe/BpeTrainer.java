package dev.muninn.train.bpe;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.bpe.Bpe.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Learns merges: again and again the most frequent pair of neighbours becomes a token (Sennrich, Haddow and Birch 2016). Of
 * equally frequent pairs the one with the smaller left id, then the smaller right id, so that the result depends on nothing
 * but the counts.
 *
 * <p>Two pairs may spell the same token ("a" + "bc", "ab" + "c"). A tokenizer.json gives a spelling one id, so the second pair is passed
 * over.
 *
 * @param vocabulary tokens wanted, bytes and special tokens included
 * @param minFrequency a pair that occurs less often is not merged, even if the vocabulary stays smaller for it
 */
public record BpeTrainer(int vocabulary, long minFrequency, SpecialTokens special) {
    private static final int LARGEST = 1 << 20;

    public BpeTrainer {
        int least = Bpe.BYTES + special.all().size();
        require(
                vocabulary >= least && vocabulary <= LARGEST,
                "a vocabulary of %d tokens; wanted %d (256 bytes and %d special tokens) to %d",
                vocabulary,
                least,
                special.all().size(),
                LARGEST);
        require(minFrequency >= 1, "a minimum frequency of %d; wanted 1 or more", minFrequency);
    }

    /**
     * Learns from {@code counts}.
     *
     * @param progress is given the number of merges found, each time
     */
    public Bpe train(WordCounts counts, IntConsumer progress) {
        require(
                counts.words() > 0,
                "no text to learn a vocabulary from: the files are empty; give some with text, or --tasks");
        PairCounts pairs = new PairCounts(counts);
        List<Merge> merges = new ArrayList<>();
        Spellings spellings = new Spellings();
        int wanted = vocabulary - Bpe.BYTES - special.all().size();
        while (merges.size() < wanted) {
            Optional<Merge> best = pairs.mostFrequent(minFrequency);
            if (best.isEmpty()) {
                break;
            }
            if (spellings.add(best.get())) {
                pairs.merge(best.get(), Bpe.BYTES + merges.size());
                merges.add(best.get());
                progress.accept(merges.size());
            }
        }
        return new Bpe(merges, special);
    }
}
