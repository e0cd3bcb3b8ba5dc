package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.HeldOut;
import dev.muninn.train.data.Shuffled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of JSONL files, in memory, on both sides of the split; those to learn from endlessly, each epoch all of them in an order of
 * its own. Plain text that is longer than a sequence is several documents, each beginning with the last token of the one before. A
 * longer line with questions is left out, and counted: cut, it would lose answers.
 */
public final class JsonlSource implements DocumentSource {
    private final List<Document> training = new ArrayList<>();
    private final List<Document> heldOut = new ArrayList<>();
    private final Map<String, Integer> tooLong = new HashMap<>();
    private final int length;
    private final long seed;
    private final long shortened;

    /**
     * Reads and encodes all lines.
     *
     * @param length tokens to predict in a document, at most: a sequence's T
     */
    public JsonlSource(JsonlFiles files, LineEncoder encoder, HeldOut split, int length, long seed) {
        this.length = length;
        this.seed = seed;
        files.forEach(line -> {
            Document document = encoder.encode(line);
            List<Document> side = split.holds(line.group()) ? heldOut : training;
            if (document.tokens().length <= length + 1) {
                side.add(document);
            } else if (line.content() instanceof JsonlLine.Text) {
                cut(document, side);
            } else {
                tooLong.merge(document.label(), 1, Integer::sum);
            }
        });
        shortened = encoder.shortened();
        require(
                !training.isEmpty() || !heldOut.isEmpty(),
                "%s: no line fits a sequence of %d tokens; wanted longer sequences (batch.length) or shorter lines",
                files.files(),
                length);
    }

    private void cut(Document whole, List<Document> side) {
        int tokens = whole.tokens().length;
        for (int start = 0; start < tokens - 1; start += length) {
            int end = Math.min(tokens, start + length + 1);
            side.add(new Document(
                    Arrays.copyOfRange(whole.tokens(), start, end),
                    Arrays.copyOfRange(whole.weights(), start, end),
                    Arrays.copyOfRange(whole.answer(), start, end),
                    whole.label()));
        }
    }

    /** Lines with questions that do not fit a sequence, by label. */
    public Map<String, Integer> tooLong() {
        return Map.copyOf(tooLong);
    }

    /** Replies of which the chat template shows a part only. */
    public long shortened() {
        return shortened;
    }

    /** Documents of an epoch. */
    public int size() {
        return training.size();
    }

    @Override
    public Document at(long index) {
        require(!training.isEmpty(), "all lines are held out; wanted some to learn from: a smaller held_out");
        return training.get(Math.toIntExact(Shuffled.at(index, training.size(), seed)));
    }

    /** Held-out documents: of each label, in an order of their own, until there are {@code each} questions or texts. */
    public List<Document> heldOut(int each) {
        Map<String, Integer> taken = new HashMap<>();
        List<Document> chosen = new ArrayList<>();
        for (int i = 0; i < heldOut.size(); i++) {
            Document document = heldOut.get(Math.toIntExact(Shuffled.at(i, heldOut.size(), seed)));
            if (taken.getOrDefault(document.label(), 0) < each) {
                taken.merge(document.label(), Math.max(1, document.questions()), Integer::sum);
                chosen.add(document);
            }
        }
        return chosen;
    }
}
