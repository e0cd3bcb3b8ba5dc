package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pointers to follow (k-hop induction): "a -> c. c -> f. f -> b. Where do 2 arrows from a lead?" Every letter has
 * one arrow, some are pointed at twice: the way back from the answer is not unique. A walk that is asked for never meets
 * a letter twice. At least eight letters, in any order. The question has its key close to its end, where the answer begins.
 */
final class Hops implements ProblemMaker {
    static final String NAME = "hops";

    private static final int MOST_QUESTIONS = 6;

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int size = Math.max(8, difficulty + 4);
        List<String> letters = random.some(Words.LETTERS, size);
        int[] target = targets(random, difficulty, size);
        List<String> arrows = IntStream.range(0, size)
                .mapToObj(i -> letters.get(i) + " -> " + letters.get(target[i]) + ".")
                .toList();
        Question question = question(letters, target, 0, difficulty);
        List<Question> others = new ArrayList<>();
        for (int start = 0; start < size; start++) {
            int most = Math.min(difficulty, walkLength(target, start));
            int arrowsToFollow = random.between(1, most);
            if (start != 0 || arrowsToFollow != difficulty) {
                others.add(question(letters, target, start, arrowsToFollow));
            }
        }
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(arrows),
                Words.sentences(random.shuffled(arrows)),
                question,
                Words.withOthers(random, question, others, MOST_QUESTIONS));
    }

    /**
     * Letters 0 to {@code hops} are the walk, all other arrows point anywhere but at their own letter; at most two point at the
     * same, else the letter that is mentioned most were a good guess.
     */
    private static int[] targets(TaskRandom random, int hops, int size) {
        int[] target = new int[size];
        int[] pointedAt = new int[size];
        for (int i = 0; i < hops; i++) {
            target[i] = i + 1;
            pointedAt[i + 1]++;
        }
        for (int i = hops; i < size; i++) {
            int drawn = random.below(size);
            while (drawn == i || pointedAt[drawn] == 2) {
                drawn = random.below(size);
            }
            target[i] = drawn;
            pointedAt[drawn]++;
        }
        return target;
    }

    /** Arrows from {@code start} until a letter would come again. */
    private static int walkLength(int[] target, int start) {
        Set<Integer> met = new HashSet<>();
        int at = start;
        while (met.add(at)) {
            at = target[at];
        }
        return met.size() - 1;
    }

    private static Question question(List<String> letters, int[] target, int start, int hops) {
        List<Integer> walk = new ArrayList<>(List.of(start));
        for (int i = 0; i < hops; i++) {
            walk.add(target[walk.getLast()]);
        }
        String steps = IntStream.range(0, hops)
                .mapToObj(i -> letters.get(walk.get(i)) + " -> " + letters.get(walk.get(i + 1)) + ".")
                .collect(Collectors.joining(" "));
        String text = "Where " + (hops == 1 ? "does" : "do") + " " + Words.counted(hops, "arrow") + " from "
                + letters.get(start) + " lead?";
        return new Question(text, steps, letters.get(walk.getLast()), hops);
    }
}
