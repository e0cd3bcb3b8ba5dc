package dev.muninn.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Merges for a SentencePiece vocabulary, which has scores in their place: SentencePiece joins the two neighbours whose union is the piece of
 * the best score. So every way to cut a piece into two others is a merge, in the order of the pieces' scores; where scores agree, in the
 * order of pieces, then of left parts, as the transformers library orders them. SentencePiece takes the leftmost of equal scores, so runs of
 * blanks, whose pieces all have the same one in Mistral's vocabulary, may be cut in another way from 33 blanks on, there as here.
 */
final class SentencePieceMerges {
    private SentencePieceMerges() {}

    private record Merge(String left, String right, float score, int id, int leftId, int rightId) {}

    /**
     * All merges, best first, as pairs.
     *
     * @param pieces ids of the pieces that are joined and of those that they are joined from
     * @param scores by id
     */
    static List<String[]> of(Map<String, Integer> pieces, float[] scores) {
        List<Merge> merges = new ArrayList<>();
        pieces.forEach((piece, id) -> {
            for (int cut = 1; cut < piece.length(); cut++) {
                if (Character.isLowSurrogate(piece.charAt(cut))) {
                    continue; // within a character
                }
                String left = piece.substring(0, cut);
                String right = piece.substring(cut);
                Integer leftId = pieces.get(left);
                Integer rightId = pieces.get(right);
                if (leftId != null && rightId != null) {
                    merges.add(new Merge(left, right, scores[id], id, leftId, rightId));
                }
            }
        });
        merges.sort(Comparator.comparingDouble(Merge::score)
                .reversed()
                .thenComparingInt(Merge::id)
                .thenComparingInt(Merge::leftId)
                .thenComparingInt(Merge::rightId));
        return merges.stream()
                .map(merge -> new String[] {merge.left, merge.right})
                .toList();
    }
}
