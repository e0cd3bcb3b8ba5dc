package dev.muninn.train.bpe;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A byte-level vocabulary: ids 0 to 255 are the bytes, 256 + i is what merge i makes, special tokens come last.
 *
 * @param merges the more important first
 */
public record Bpe(List<Merge> merges, SpecialTokens special) {
    static final int BYTES = 256;

    /** Two tokens that become one. */
    public record Merge(int left, int right) {}

    public Bpe {
        merges = List.copyOf(merges);
        for (int i = 0; i < merges.size(); i++) {
            Merge merge = merges.get(i);
            int made = BYTES + i;
            require(
                    merge.left() >= 0 && merge.left() < made && merge.right() >= 0 && merge.right() < made,
                    "merge %d joins tokens %d and %d; wanted tokens before %d",
                    i,
                    merge.left(),
                    merge.right(),
                    made);
        }
    }

    public int vocabulary() {
        return BYTES + merges.size() + special.all().size();
    }

    /** The id of a special token. */
    public int id(String specialToken) {
        int index = special.all().indexOf(specialToken);
        require(index >= 0, "'%s' is not a special token; there are %s", specialToken, special.all());
        return BYTES + merges.size() + index;
    }

    /** The bytes of every token that stands for some, by id. */
    public List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>(BYTES + merges.size());
        for (int value = 0; value < BYTES; value++) {
            tokens.add(new byte[] {(byte) value});
        }
        for (Merge merge : merges) {
            byte[] left = tokens.get(merge.left());
            byte[] right = tokens.get(merge.right());
            byte[] joined = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, joined, left.length, right.length);
            tokens.add(joined);
        }
        return tokens;
    }
}
